/** Users and groups. Permission user:manage. */
import { z } from "zod";
import { type Permission, permissionSchema } from "../permissions.ts";

/**
 * GET /users → {users}; POST /users → 201 NewPassword; PATCH /users/:id → UserView; POST /users/:id/password
 * → NewPassword.
 */
export interface UserView {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly active: boolean;
  /** The factory account can be renamed and disabled, not deleted. */
  readonly factory: boolean;
  readonly mustChangePassword: boolean;
  readonly lastLoginAt: number | null;
}
export const createUserSchema = z.object({
  name: z.string().trim().min(1).max(100),
  groups: z.array(z.string()).max(20),
});
export const updateUserSchema = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  groups: z.array(z.string()).max(20).optional(),
  active: z.boolean().optional(),
});
/** The password is shown once; the user must change it at the first login. */
export interface NewPassword {
  readonly user: UserView;
  readonly password: string;
}
/** GET /groups → {groups}; POST /groups → 201 GroupView; PATCH, DELETE /groups/:id. */
export interface GroupView {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly builtIn: boolean;
  readonly members: number;
}
export const groupSchema = z.object({
  name: z.string().trim().min(1).max(100),
  permissions: z.array(permissionSchema).max(50),
});
