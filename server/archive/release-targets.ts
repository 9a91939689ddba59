/**
 * TUF targets that may name tens of thousands of files. @tufjs/models 5 copies the whole map for each file it reads or
 * writes: 2,000 files took 5 s and 20,000 would take minutes, in which nothing else is answered. The same document, in one pass.
 */
import { Metadata, MetadataKind, TargetFile, Targets } from "@tufjs/models";

type Json = Parameters<typeof Targets.fromJSON>[0];
type TargetsOptions = ConstructorParameters<typeof Targets>[0];

export class ReleaseTargets extends Targets {
  override toJSON(): Json {
    const { type: _, targets, ...fields } = this;
    const files = Object.entries(targets).map(([path, file]) => [path, file.toJSON()]);
    return { ...new Targets(fields as TargetsOptions).toJSON(), targets: Object.fromEntries(files) };
  }
}

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A targets document as it is in an archive.
 * @throws whatever @tufjs/models throws for a document that is none
 */
export function readTargets(document: Json): Metadata<Targets> {
  const { signed } = document;
  const files = isRecord(signed) ? (signed.targets ?? {}) : {};
  if (!isRecord(files) || !isRecord(signed)) throw new TypeError("targets must be an object");
  const shell = Metadata.fromJSON(MetadataKind.Targets, { ...document, signed: { ...signed, targets: {} } });
  const entries = Object.entries(files).map(([path, file]) => {
    if (!isRecord(file)) throw new TypeError("a target must be an object");
    return [path, TargetFile.fromJSON(path, file)] as const;
  });
  const { type: _, ...fields } = shell.signed;
  const targets = new ReleaseTargets({ ...(fields as TargetsOptions), targets: Object.fromEntries(entries) });
  return new Metadata<Targets>(targets, shell.signatures, shell.unrecognizedFields);
}
