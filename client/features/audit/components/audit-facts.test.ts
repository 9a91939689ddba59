import { describe, expect, it } from "vitest";
import { createI18n } from "../../../../shared/i18n/index.ts";
import { readableAuditFacts } from "./audit-facts.ts";

const { t } = createI18n("fr");
const read = (facts: Record<string, string | number>): string[] =>
  readableAuditFacts(t, facts).map(({ label, text }) => `${label} = ${text}`);

describe("an audit line", () => {
  it("names what it is about", () => {
    expect(read({ run: "20261121-031200-a1b2c3", user: "Camille" })).toEqual([
      "Mise à jour = 20261121-031200-a1b2c3",
      "Compte = Camille",
    ]);
  });

  it("describes a refusal in words, with its code", () => {
    expect(read({ code: "LAST_SYSTEM_USER" })).toEqual([
      "Motif = C’est le dernier compte actif du groupe Système. (LAST_SYSTEM_USER)",
    ]);
  });

  it("shows only the code of a refusal when its sentence would have holes", () => {
    expect(read({ code: "USER_NAME_TAKEN" })).toEqual(["Motif = USER_NAME_TAKEN"]);
  });

  it("translates rights, one or several", () => {
    expect(read({ permissions: "run:follow, audit:read" })).toEqual([
      "Droits = Suivre les mises à jour et leur journal, Lire le journal d’audit",
    ]);
  });

  it("says what an unlock allowed", () => {
    expect(read({ action: "go-back", reference: "2026-1123" })).toEqual([
      "Action autorisée = retour à l’état d’avant",
      "Dossier du support = 2026-1123",
    ]);
  });

  it("keeps a fact that is not known here, and drops an empty one", () => {
    expect(read({ planet: 3, groups: "" })).toEqual(["planet = 3"]);
  });
});
