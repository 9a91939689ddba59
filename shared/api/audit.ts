/** The audit trail. Permission audit:read. */

/** GET /audit?before=SEQ → {entries, more}, newest first. */
export interface AuditEntry {
  readonly seq: number;
  readonly at: number;
  readonly actor: { readonly id: string; readonly name: string };
  readonly action: AuditAction;
  readonly outcome: "done" | "refused";
  /** Run id, user name, group name, error code… */
  readonly facts: Readonly<Record<string, string | number>>;
  readonly address: string;
}
export const AUDIT_ACTIONS = [
  "session:login",
  "session:logout",
  "session:confirm",
  "password:change",
  "password:reset",
  "user:create",
  "user:update",
  "group:create",
  "group:update",
  "group:delete",
  "run:open",
  "depot:import",
  "depot:remove",
  "run:start",
  "run:cancel",
  "run:unlock",
  "run:revert",
  "access:refused",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
