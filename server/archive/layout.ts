/** Names and order of what an archive holds (design: one gzip member of strict ustar). */
export const FORMAT_ENTRY = "META/FORMAT";
export const FORMAT_LINE = "superviseur-archive/1\n";
export const TARGETS_ENTRY = "META/targets.json";
export const rootEntry = (version: number): string => `META/root/${version}.root.json`;
export const channelEntry = (channel: string): string => `META/${channel}.json`;

export const isMeta = (name: string): boolean => name.startsWith("META/");
export const isRoot = (name: string): boolean => /^META\/root\/\d{1,6}\.root\.json$/.test(name);
/** The role named by a channel entry, or null. */
export const channelOf = (name: string): string | null =>
  /^META\/(stable|unstable)\.json$/.exec(name)?.[1] ?? null;
