/** Permissions. As in the vendor's platform, users belong to groups and groups carry permissions. */
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

/** Built-in groups can be edited but not deleted; at least one active user stays in Système. */
export const BUILT_IN_GROUPS = {
  systeme: { name: "Système", permissions: [...PERMISSIONS] },
  support: { name: "Support", permissions: ["run:follow", "support:bundle"] },
} as const satisfies Record<string, { name: string; permissions: readonly Permission[] }>;
export type BuiltInGroup = keyof typeof BUILT_IN_GROUPS;
