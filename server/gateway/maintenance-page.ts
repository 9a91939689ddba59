/** What the platform answers while it is masked: a page for people, the same facts in JSON for machines. */
import { createI18n } from "../../shared/i18n/index.ts";
import type { Language } from "../../shared/i18n/languages.ts";
import type { StepName } from "../../shared/steps.ts";
import { datasetOf } from "../../shared/version.ts";
import { RETRY_AFTER_SECONDS } from "../limits.ts";
import type { Mask, RunlessMask } from "../platform/front/embedded/mask-reader.ts";
import { escapeHtml, renderPage } from "./page-shell.ts";

const texts = createI18n();

export interface MaintenanceFacts {
  readonly mask: Mask | RunlessMask<"intervention">;
  readonly step: StepName | null;
  /** What was under way is being undone: the platform will be as it was before it. */
  readonly goesBack: boolean;
  /** Unix ms, or null when it is unknown. */
  readonly expectedEnd: number | null;
  readonly platform: string;
  readonly language: Language;
  /** Unix ms. */
  readonly now: number;
}

export function retryAfterSeconds(facts: Pick<MaintenanceFacts, "expectedEnd" | "now">): number {
  const { minimum, maximum, unknown } = RETRY_AFTER_SECONDS;
  if (facts.expectedEnd === null) return unknown;
  return Math.min(maximum, Math.max(minimum, Math.ceil((facts.expectedEnd - facts.now) / 1000)));
}

const versionOf = (mask: MaintenanceFacts["mask"]): string | null =>
  "version" in mask ? mask.version : null;

function why(facts: MaintenanceFacts): string {
  const t = texts.getFixedT(facts.language);
  const { reason } = facts.mask;
  const version = versionOf(facts.mask) ?? "";
  if (reason === "intervention") return t("mask.why.intervention");
  if (reason === "unknown") return t("mask.why.unknown");
  if (facts.goesBack) return t("mask.why.goesBack");
  const isData = datasetOf(version) !== null;
  if (reason === "revert") return isData ? t("mask.why.revertData") : t("mask.why.revert", { version });
  return isData ? t("mask.why.data", { version }) : t("mask.why.update", { version });
}

function titleOf(facts: MaintenanceFacts): string {
  const t = texts.getFixedT(facts.language);
  const titles = {
    update: t("mask.title.update"),
    revert: t("mask.title.revert"),
    intervention: t("mask.title.intervention"),
    unknown: t("mask.title.unknown"),
  };
  return titles[facts.mask.reason];
}

/** The server's own time zone; the page's script writes it again in the reader's. */
const timeElement = (at: number, language: Language): string => {
  const shown = new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
  return `<time datetime="${new Date(at).toISOString()}">${escapeHtml(shown)}</time>`;
};

function expectedEndHtml({ expectedEnd, language, now }: MaintenanceFacts): string {
  const t = texts.getFixedT(language);
  if (expectedEnd === null) return escapeHtml(t("mask.unknownEnd"));
  if (expectedEnd <= now) return escapeHtml(t("mask.late"));
  const [before, after] = t("mask.about", { time: "\n" }).split("\n");
  return `${escapeHtml(before ?? "")}${timeElement(expectedEnd, language)}${escapeHtml(after ?? "")}`;
}

export function maintenanceHtml(facts: MaintenanceFacts, answersRead: boolean): string {
  const t = texts.getFixedT(facts.language);
  const step = facts.step === null ? t("mask.noStep") : t(`steps.${facts.step}.name`);
  const { reason } = facts.mask;
  const planned = reason === "update" || reason === "revert";
  // An update, and a rollback, lose nothing; a revert loses what was written after the update.
  const lookAgain = facts.goesBack ? t("mask.safe") : t("mask.lookAgain");
  const promise = { update: `${t("mask.safe")} `, revert: `${lookAgain} `, intervention: "", unknown: "" }[
    reason
  ];
  const calm = `${promise}${t("mask.meanwhile")}`;
  const rows: [string, string, string][] = [
    ["since", t("mask.since"), timeElement(facts.mask.since, facts.language)],
    ["end", t("mask.expectedEnd"), expectedEndHtml(facts)],
    ...(planned ? ([["step", t("mask.step"), escapeHtml(step)]] satisfies [string, string, string][]) : []),
  ];
  return renderPage({
    language: facts.language,
    title: titleOf(facts),
    platform: facts.platform,
    reason: facts.mask.reason,
    refreshSeconds: retryAfterSeconds(facts),
    polls: true,
    answersRead,
    main: `<p class="lead">${escapeHtml(t("mask.lead", { platform: facts.platform }))} <span data-live="why">${escapeHtml(why(facts))}</span></p>
${planned ? '<div class="bar" aria-hidden="true"><span></span></div>' : ""}
<dl>${rows.map(([key, name, value]) => `<dt>${escapeHtml(name)}</dt><dd data-live="${key}"${key === "step" ? ' aria-live="polite"' : ""}>${value}</dd>`).join("")}</dl>
<div class="calm"><p>${escapeHtml(calm)}</p><p>${escapeHtml(t("mask.reloads"))}</p></div>`,
    footer: `<a href="/superviseur">${escapeHtml(t("mask.administrators"))}</a>`,
  });
}

/** Times are ISO 8601; `expectedEnd`, `step` and `version` are null when unknown. */
export interface MaintenanceBody {
  readonly status: "maintenance";
  readonly reason: Mask["reason"];
  readonly version: string | null;
  readonly since: string;
  readonly expectedEnd: string | null;
  readonly step: StepName | null;
  /** Seconds. */
  readonly retryAfter: number;
  /** A sentence for people, in the requested language. */
  readonly message: string;
}

export function maintenanceBody(facts: MaintenanceFacts): MaintenanceBody {
  const t = texts.getFixedT(facts.language);
  return {
    status: "maintenance",
    reason: facts.mask.reason,
    version: versionOf(facts.mask),
    since: new Date(facts.mask.since).toISOString(),
    expectedEnd: facts.expectedEnd === null ? null : new Date(facts.expectedEnd).toISOString(),
    step: facts.step,
    retryAfter: retryAfterSeconds(facts),
    message: `${t("mask.lead", { platform: facts.platform })} ${why(facts)}`,
  };
}
