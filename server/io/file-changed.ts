/** A file does not have the length or the hash that it had before. */
export class FileChanged extends Error {
  /** The file, or its entry in an archive. */
  readonly path: string;
  constructor(path: string) {
    super(`${path} changed while it was being read`);
    this.name = "FileChanged";
    this.path = path;
  }
}
