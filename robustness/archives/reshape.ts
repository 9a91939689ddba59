/** Ways to change one part of a good archive and leave all else as it was. */
import { canonicalize } from "@tufjs/canonical-json";
import { z } from "zod";
import { channelEntry, isMeta } from "../../server/archive/layout.ts";
import type { Signer } from "../../server/vendor/keys.ts";
import {
  archiveOf,
  edited,
  type Part,
  part,
  resummed,
  withContent,
  withDocument,
} from "./archive-builder.ts";

export const STABLE = channelEntry("stable");
export type Json = Record<string, unknown>;

/** The first payload file of the good archive. */
export const FIRST = "assets/a.txt";

/** The header of the first payload file overwritten, with a checksum that holds. */
export const withHeader =
  (overwrite: (header: Buffer) => void) =>
  ({ good }: { good: Buffer }): Buffer =>
    edited(good, (parts) =>
      parts.map((entry) => {
        if (entry.name !== FIRST) return entry;
        const header = Buffer.from(entry.header);
        overwrite(header);
        return resummed({ ...entry, header });
      }),
    );

/** One field of that header, NULs after it. */
export const withField = (offset: number, length: number, bytes: Buffer | string) =>
  withHeader((header) => {
    header.fill(0, offset, offset + length);
    Buffer.from(bytes).copy(header, offset, 0, length);
  });

/** An entry before the first payload file. */
export const withEntry =
  (...entries: readonly Part[]) =>
  ({ good }: { good: Buffer }): Buffer =>
    edited(good, (parts) => parts.flatMap((entry) => (entry.name === FIRST ? [...entries, entry] : [entry])));

/** The metadata's entries rearranged. */
export const withMeta =
  (edit: (meta: Part[]) => Part[]) =>
  ({ good }: { good: Buffer }): Buffer =>
    edited(good, (parts) => [
      ...edit(parts.filter(({ name }) => isMeta(name))),
      ...parts.filter(({ name }) => !isMeta(name)),
    ]);

/** A document's text changed as text, whatever its signatures then are worth. */
export const withText =
  (name: string, edit: (text: string) => string) =>
  ({ good }: { good: Buffer }): Buffer =>
    withContent(good, name, (content) => Buffer.from(edit(content.toString("utf8"))));

/** A document's whole JSON changed; nothing is signed again. */
export const withJson = (name: string, edit: (document: { signed: Json; signatures: Json[] }) => unknown) =>
  withText(name, (text) => JSON.stringify(edit(JSON.parse(text))));

/** A root, targets or channel document from nothing, signed by `signers`. */
export function signedText(signed: Json, signers: readonly Signer[]): string {
  const data = Buffer.from(canonicalize(signed));
  return JSON.stringify({ signed, signatures: signers.map((signer) => signer.sign(data).toJSON()) });
}

const releaseSchema = z.looseObject({ order: z.array(z.string()) });
export type Release = z.infer<typeof releaseSchema>;

/** The vendor signs another `x-release`, or other targets with it. */
export const withRelease =
  (edit: (release: Release, targets: Json) => { release?: unknown; targets?: unknown }) =>
  ({ good, vendor }: { good: Buffer; vendor: { signers: { stable: Signer } } }): Buffer =>
    withDocument(
      good,
      STABLE,
      ({ targets, "x-release": draft, ...rest }) => {
        const release = releaseSchema.parse(draft);
        const old = z.record(z.string(), z.unknown()).parse(targets);
        const changed = edit(release, old);
        return { ...rest, targets: changed.targets ?? old, "x-release": changed.release ?? release };
      },
      [vendor.signers.stable],
    );

/** An archive of nothing but these bytes as its first entry. */
export const onlyEntry = (name: string, content: string): Buffer => archiveOf([part(name, content)]);
