import type { z } from "zod";
import type { changePasswordSchema, loginSchema, SessionView } from "../../../../shared/api/session.ts";
import { http } from "../../../lib/http.ts";

export const login = (input: z.infer<typeof loginSchema>): Promise<SessionView> =>
  http.post("/session", input);
export const changePassword = (input: z.infer<typeof changePasswordSchema>): Promise<SessionView> =>
  http.post("/session/password", input);
