import { describe, expect, it } from "vitest";
import { RETRY_AFTER_SECONDS } from "../limits.ts";
import { FLAG } from "../testing/gateway-harness.ts";
import {
  type MaintenanceFacts,
  maintenanceBody,
  maintenanceHtml,
  retryAfterSeconds,
} from "./maintenance-page.ts";
import { languageFor, wantsHtml } from "./own-answer.ts";
import { OWN_HEADERS } from "./page-shell.ts";

const facts: MaintenanceFacts = {
  mask: FLAG,
  goesBack: false,
  step: "migrate",
  expectedEnd: FLAG.expectedEnd,
  platform: "Plani <Démo>",
  language: "fr",
  now: FLAG.since + 60_000,
};
const textOf = (html: string): string =>
  html
    .replace(/<(style|script|noscript)>.*?<\/\1>/gs, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

describe("the page for people", () => {
  it("says why, since when, until when and which step, in French", () => {
    const html = maintenanceHtml(facts, true);
    const text = textOf(html);
    expect(html).toContain('<html lang="fr">');
    for (const part of [
      "Mise à jour en cours",
      "passe en version 4.7.0",
      "Depuis",
      "Fin prévue",
      "Migration de la base",
    ]) {
      expect(text).toContain(part);
    }
    expect(html).toContain('datetime="2026-11-21T03:12:00.000Z"');
    expect(html).toContain('datetime="2026-11-21T03:40:00.000Z"');
  });

  it("says the same in English", () => {
    const text = textOf(maintenanceHtml({ ...facts, language: "en" }, true));
    for (const part of [
      "Update in progress",
      "is being updated to version 4.7.0",
      "Since",
      "Expected end",
      "Database migration",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("names a data package as data", () => {
    const text = textOf(maintenanceHtml({ ...facts, mask: { ...FLAG, version: "ccam-2026.2" } }, true));
    expect(text).toContain("Les données de référence passent en version ccam-2026.2");
  });

  it("does not promise a time that has passed", () => {
    const html = maintenanceHtml({ ...facts, now: (FLAG.expectedEnd ?? 0) + 1 }, true);
    expect(textOf(html)).toContain("retard sur l’horaire prévu");
    expect(html).not.toContain('datetime="2026-11-21T03:40:00.000Z"');
  });

  it("shows an intervention without an end or a step", () => {
    const text = textOf(
      maintenanceHtml({ ...facts, mask: { ...FLAG, reason: "intervention" }, expectedEnd: null }, true),
    );
    expect(text).toContain("demande une intervention technique");
    expect(text).toContain("pas encore connue");
    expect(text).not.toContain("Migration de la base");
  });

  it("keeps a platform's name from becoming markup", () => {
    expect(maintenanceHtml(facts, true)).not.toContain("<Démo>");
  });

  it("promises of a return only what it keeps", () => {
    const back = { ...facts, mask: { ...FLAG, reason: "revert", version: "4.6.2" } } as const;
    const html = maintenanceHtml(back, true);
    expect(html).toContain("La plateforme revient à la version\u00a04.6.2.");
    expect(html).toContain("vérifiez vos dernières saisies");
    expect(html).not.toContain("est conservé");
    expect(maintenanceBody({ ...back, mask: { ...back.mask, version: "ccam-2026.2" } })).toMatchObject({
      reason: "revert",
      message:
        "Plani <Démo> est momentanément indisponible. Les données de référence reviennent à leur version précédente.",
    });
  });

  it("needs nothing from outside and no script that its policy does not name", () => {
    const html = maintenanceHtml(facts, true);
    expect(html).not.toMatch(/\s(?:src|style|on\w+)=/);
    expect(html.match(/href="[^"]*"/g)).toEqual(['href="/superviseur"']);
    expect(OWN_HEADERS["Content-Security-Policy"]).toMatch(
      /default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+';/,
    );
    expect(OWN_HEADERS["Content-Security-Policy"]).not.toContain("unsafe");
  });
});

describe("the answer for machines", () => {
  it("carries the same facts", () => {
    expect(maintenanceBody(facts)).toEqual({
      status: "maintenance",
      reason: "update",
      version: "4.7.0",
      since: "2026-11-21T03:12:00.000Z",
      expectedEnd: "2026-11-21T03:40:00.000Z",
      step: "migrate",
      retryAfter: RETRY_AFTER_SECONDS.maximum,
      message: "Plani <Démo> est momentanément indisponible. La plateforme passe en version\u00a04.7.0.",
    });
  });

  it("never carries the probe's token", () => {
    expect(JSON.stringify(maintenanceBody(facts))).not.toContain(FLAG.probeToken);
  });
});

describe("Retry-After", () => {
  it("follows the expected end, within its bounds", () => {
    const seconds = (expectedEnd: number | null): number => retryAfterSeconds({ expectedEnd, now: 0 });
    expect([seconds(null), seconds(-5_000), seconds(60_500), seconds(10 ** 9)]).toEqual([
      RETRY_AFTER_SECONDS.unknown,
      RETRY_AFTER_SECONDS.minimum,
      61,
      RETRY_AFTER_SECONDS.maximum,
    ]);
  });
});

describe("who gets which answer", () => {
  it("gives the page to those who name HTML", () => {
    const headers = [
      "text/html,application/xhtml+xml,*/*;q=0.8",
      "text/html;q=0.5",
      "*/*",
      "application/json",
      "text/html;q=0",
      "image/*",
      undefined,
    ];
    expect(headers.map(wantsHtml)).toEqual([true, true, false, false, false, false, false]);
  });

  it("is in the requested language, else in the platform's", () => {
    expect([
      languageFor("en-GB,en;q=0.9", "fr"),
      languageFor("fr", "en"),
      languageFor(undefined, "en"),
      languageFor("*", "en"),
      languageFor("de,en;q=0.5", "fr"),
    ]).toEqual(["en", "fr", "en", "en", "en"]);
  });

  it("prefers what the reader prefers of the two languages, else French", () => {
    expect(
      [
        "fr-FR,fr;q=0.9,en;q=0.8",
        "en-GB,en;q=0.9,fr;q=0.8",
        "de-DE,de;q=0.9,en;q=0.5,fr;q=0.3",
        "en;q=0,fr;q=0.1",
        "de",
        ";;;,,q=",
      ].map((header) => languageFor(header, "en")),
    ).toEqual(["fr", "en", "en", "fr", "fr", "fr"]);
    expect(languageFor(" ", "en")).toBe("en");
  });
});
