/** What a group may allow. The vendor's own model: users belong to groups, groups carry permissions. */
import { z } from "zod";

export const PERMISSIONS = [
  "run:follow", // see runs, steps and the live log
  "run:start", // import an archive, consent, start
  "run:cancel",
  "archive:unlock",
  "release:revert", // go back to the previous release
  "support:bundle",
  "user:manage", // users and groups
  "audit:read",
] as const;
export type Permission = (typeof PERMISSIONS)[number];
export const permissionSchema = z.enum(PERMISSIONS);

/** Built-in groups; they can be edited, not deleted, and one active Système user always remains. */
export const BUILT_IN_GROUPS = {
  systeme: { name: "Système", permissions: [...PERMISSIONS] },
  support: { name: "Support", permissions: ["run:follow", "support:bundle"] },
} as const satisfies Record<string, { name: string; permissions: readonly Permission[] }>;
export type BuiltInGroup = keyof typeof BUILT_IN_GROUPS;
