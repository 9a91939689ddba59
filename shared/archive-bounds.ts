/** Bounds of the archive format, in bytes and entries, for both ends: docs/archive-format.md gives the reasons. */

/** Format, a root or targets: some keys and signatures, one KiB each. Reading them takes the square of the number of keys. */
export const META_ENTRY_MAX_BYTES = 64 * 1024;
/** The channel's document names every file, in some 200 bytes each: a real application has 20,000, this is enough for 80,000. */
export const META_CHANNEL_MAX_BYTES = 16 * 1024 * 1024;
/** Roots of a long life, targets, one channel. */
export const META_ENTRIES_MAX = 64;
