/** Values of options, read; commander says which one was wrong. */
import { InvalidArgumentError } from "commander";
import { z } from "zod";
import { type RunId, runIdSchema } from "../../shared/journal.ts";
import { archiveName, parseArchiveName } from "../../shared/version.ts";
import type { RevokedRelease } from "../archive/revoked.ts";

/** ISO 8601 with its zone, as Unix ms. */
export function instant(text: string): number {
  if (!z.iso.datetime({ offset: true }).safeParse(text).success) throw new InvalidArgumentError(text);
  return Date.parse(text);
}

/** One or more. */
export function count(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError(text);
  return Number(text);
}

/** `20261121-031200-a1b2c3` */
export function runNumber(text: string): RunId {
  const parsed = runIdSchema.safeParse(text.trim());
  if (!parsed.success) throw new InvalidArgumentError(text);
  return parsed.data;
}

/** Enough of a key's id to be unambiguous; adds to those before. */
export function keyIds(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^[0-9a-f]{8,64}$/.test(text)) throw new InvalidArgumentError(text);
  return [...before, text];
}

/** `gts.maj.3.19.274`, as the archive is called, with or without its ending; adds to those before. */
export function releases(text: string, before: readonly RevokedRelease[] = []): readonly RevokedRelease[] {
  const name = parseArchiveName(text.endsWith(".tgz") ? text : `${text}.tgz`);
  if (name === null) throw new InvalidArgumentError(text);
  return [...before, name];
}

/** The same name without its ending. */
export const releaseName = ({ prefix, version }: RevokedRelease): string =>
  archiveName(prefix, version).replace(/\.tgz$/, "");
