/**
 * The position where the chain ends, in a file next to the journal: a chain whose last records were cut off is still a valid chain.
 * Written after each record is on disk and without a sync of its own: it may lag behind after a power cut, and is never ahead.
 */
import { existsSync } from "node:fs";
import { z } from "zod";
import { PinnedFile } from "../io/pinned-file.ts";

const anchorSchema = z.object({ seq: z.number().int().positive(), hash: z.string() });
export type Anchor = z.infer<typeof anchorSchema>;

export const anchorFile = (journal: string): string => `${journal}.anchor`;

export const anchorText = (anchor: Anchor): string => JSON.stringify(anchor);

/** Null before the first record, or when it cannot be read: then only the chain can be checked. */
export function readAnchor(journal: string): Anchor | null {
  const path = anchorFile(journal);
  if (!existsSync(path)) return null;
  const file = PinnedFile.openToRead(path);
  try {
    return anchorSchema.parse(JSON.parse(file.read()));
  } catch {
    return null;
  } finally {
    file.close();
  }
}
