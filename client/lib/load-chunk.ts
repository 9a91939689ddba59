/** Parts of the client that the browser fetches when they are first shown. */
import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** The server no longer has this file, as after a new version of Superviseur was installed, or it did not answer. */
export class ChunkUnavailable extends Error {}

/** @throws ChunkUnavailable */
export const loadChunk = async <T>(load: () => Promise<T>): Promise<T> => {
  try {
    return await load();
  } catch (cause) {
    throw new ChunkUnavailable("a part of the client could not be loaded", { cause });
  }
};

/** A component in a chunk of its own. It is fetched once; rendering throws ChunkUnavailable when that failed. */
export const lazyComponent = <P extends object>(
  load: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> => lazy(async () => ({ default: await loadChunk(load) }));
