/** What an audit line is about, in the words of the screen. Pure. */
import type { TFunction } from "i18next";
import type { AuditEntry } from "../../../../shared/api/audit.ts";
import { ERROR_CODES } from "../../../../shared/errors.ts";
import { errorText, titleHasPlaceholders } from "../../../../shared/i18n/error-text.ts";
import { UNLOCK_ACTIONS } from "../../../../shared/journal.ts";
import { PERMISSIONS } from "../../../../shared/permissions.ts";

const LABELLED = [
  "run",
  "file",
  "user",
  "name",
  "group",
  "groups",
  "permission",
  "permissions",
  "active",
  "changed",
  "code",
  "method",
  "path",
  "action",
  "reference",
] as const;

export interface ReadableFact {
  readonly name: string;
  readonly label: string;
  readonly text: string;
}

export function readableAuditFacts(t: TFunction, facts: AuditEntry["facts"]): readonly ReadableFact[] {
  return Object.entries(facts)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => {
      const known = LABELLED.find((labelled) => labelled === name);
      return {
        name,
        label: known ? t(`accounts.audit.fact.${known}`) : name,
        text: textOf(t, name, String(value)),
      };
    });
}

function textOf(t: TFunction, name: string, value: string): string {
  if (name === "code") {
    const code = ERROR_CODES.find((known) => known === value);
    // The audit does not keep the facts of an error: a sentence with placeholders is shown as its code alone.
    if (code === undefined || titleHasPlaceholders(t, code)) return value;
    return `${errorText(t, { code, facts: {} }).title} (${value})`;
  }
  if (name === "action") {
    const action = UNLOCK_ACTIONS.find((known) => known === value);
    return action ? t(`unlock.action.${action}`) : value;
  }
  if (name === "permission" || name === "permissions") {
    return value
      .split(", ")
      .map((part) => {
        const permission = PERMISSIONS.find((known) => known === part);
        return permission ? t(`accounts.permission.${permission}`) : part;
      })
      .join(", ");
  }
  return value;
}
