/** Logging in, the step-up and one's own password. */
import { z } from "zod";
import type { Permission } from "../permissions.ts";

/** POST /session → SessionView. No CSRF token yet; the Origin header is checked. */
export const loginSchema = z.object({
  name: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(500),
});
/** GET /session → SessionView, 401 SESSION_REQUIRED without a session. DELETE /session → 204. */
export interface SessionView {
  readonly user: { readonly id: string; readonly name: string; readonly groups: readonly string[] };
  readonly permissions: readonly Permission[];
  readonly csrfToken: string;
  readonly mustChangePassword: boolean;
}
/** POST /session/password → SessionView. */
export const changePasswordSchema = z.object({
  current: z.string().min(1).max(500),
  next: z.string().min(1).max(500),
});
/** POST /session/confirm → 204: the step-up, valid for STEP_UP_SECONDS. */
export const confirmSchema = z.object({ password: z.string().min(1).max(500) });
export const STEP_UP_SECONDS = 5 * 60;
export const PASSWORD_MIN_LENGTH = 12;
