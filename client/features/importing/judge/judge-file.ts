/** What can be said of a dropped file before a byte of it is sent. Pure. */
import { CodedError } from "../../../../shared/errors.ts";
import { archiveName, parseArchiveName } from "../../../../shared/version.ts";

/** A dropped directory, marked by `readDropped`: browsers give it no other sign. */
export const FOLDER_TYPE = "application/x-superviseur-folder";

/** @throws CodedError ARCHIVE_IS_FOLDER, ARCHIVE_EMPTY, ARCHIVE_NAME_INVALID, ARCHIVE_WRONG_PLATFORM */
export function judgeFile(file: Pick<File, "name" | "size" | "type">, prefix: string): void {
  const expected = archiveName(prefix, "X.Y.Z");
  if (file.type === FOLDER_TYPE) throw new CodedError("ARCHIVE_IS_FOLDER");
  if (file.name.toLowerCase().endsWith(".zip")) throw new CodedError("ARCHIVE_IS_ZIP");
  if (file.name.toLowerCase().endsWith(".tar")) throw new CodedError("ARCHIVE_IS_TAR");
  const name = parseArchiveName(file.name);
  if (name === null) throw new CodedError("ARCHIVE_NAME_INVALID", { found: file.name, expected });
  if (name.prefix !== prefix)
    throw new CodedError("ARCHIVE_WRONG_PLATFORM", { found: name.prefix, expected });
  if (file.size === 0) throw new CodedError("ARCHIVE_EMPTY");
}

interface Droppable {
  readonly dataTransfer?: DataTransfer | null;
  readonly target?: EventTarget | null;
}

/** The files of a drop or of the file field; a directory becomes one marked entry instead of thousands of files. */
export async function readDropped(event: Droppable): Promise<File[]> {
  const { dataTransfer, target } = event;
  if (!dataTransfer) return target instanceof HTMLInputElement ? [...(target.files ?? [])] : [];
  const items = [...dataTransfer.items];
  if (items.length === 0) return [...dataTransfer.files];
  return items
    .filter((item) => item.kind === "file")
    .flatMap((item) => {
      const entry = item.webkitGetAsEntry();
      if (entry?.isDirectory) return [new File([], entry.name, { type: FOLDER_TYPE })];
      const file = item.getAsFile();
      return file ? [file] : [];
    });
}
