/**
 * The public endpoint while Superviseur cannot read or write its own state: what was under way is unknown, so nothing passes and nothing
 * is started. People read the maintenance page; an administrator reads what is wrong and whom to call.
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorCode, ErrorReport } from "../../shared/errors.ts";
import { errorText } from "../../shared/i18n/error-text.ts";
import { createI18n } from "../../shared/i18n/index.ts";
import type { Language } from "../../shared/i18n/languages.ts";
import { unbroken } from "../../shared/i18n/typeset.ts";
import { CLOSED_RETRY_MS } from "../limits.ts";
import type { PlatformConfig } from "../platform/platform-file.ts";
import { STATUS_HEADER } from "./forward-headers.ts";
import { type MaintenanceFacts, maintenanceBody, maintenanceHtml } from "./maintenance-page.ts";
import { answer, answerUpgrade, isOurs, isRead, languageFor, type OwnAnswer } from "./own-answer.ts";
import { escapeHtml, renderPage } from "./page-shell.ts";

const texts = createI18n();
const retryAfter = Math.ceil(CLOSED_RETRY_MS / 1000);

/** Bytes in a unit that people know. */
const MEGABYTE = 1_000_000;
function readable({ code, facts }: ErrorReport, language: Language): ErrorReport["facts"] {
  if (code !== "JOURNAL_FULL") return facts;
  const size = new Intl.NumberFormat(language, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  const inMegabytes = (value: string | number): string | number =>
    typeof value === "number" ? size.format(value / MEGABYTE) : value;
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, inMegabytes(value)]));
}

/** The journal cannot be read: whether an update was under way is unknown, too. */
const WITHOUT_JOURNAL: readonly ErrorCode[] = [
  "JOURNAL_DAMAGED",
  "JOURNAL_UNWRITABLE",
  "JOURNAL_FULL",
  "STATE_FOLDER_OTHER",
];

export interface ClosedDoorOptions {
  readonly config: Pick<PlatformConfig, "name" | "language" | "support">;
  readonly report: ErrorReport;
  /** Since when it is closed, Unix ms. */
  readonly since: number;
}
export interface UnavailablePage {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex): void;
}

export function createUnavailablePage({ config, report, since }: ClosedDoorOptions): UnavailablePage {
  const maintenance = (request: IncomingMessage, language: Language): OwnAnswer => {
    const facts: MaintenanceFacts = {
      mask: { reason: "intervention", since, expectedEnd: null },
      step: null,
      goesBack: false,
      expectedEnd: null,
      platform: config.name,
      language,
      now: Date.now(),
    };
    return {
      status: 503,
      retryAfter,
      html: () => maintenanceHtml(facts, isRead(request)),
      json: () => maintenanceBody(facts),
    };
  };

  const forAdministrators = (request: IncomingMessage, language: Language): OwnAnswer => {
    const t = texts.getFixedT(language);
    const { title, action } = errorText(t, { ...report, facts: readable(report, language) });
    const { name, phone, email } = config.support;
    const rows = [
      [t("mask.closed.support"), name],
      [t("mask.closed.phone"), unbroken(phone)],
      [t("mask.closed.email"), email],
      [t("mask.closed.code"), report.code],
    ].map(([term = "", value = ""]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd>`);
    const isConsole = report.code === "ACCESS_UNREADABLE";
    const nothing = WITHOUT_JOURNAL.includes(report.code) ? "mask.closed.nothing" : "mask.closed.notStarted";
    const again = t(isConsole ? "mask.closed.consoleAgain" : "mask.closed.again", { seconds: retryAfter });
    const lines = isConsole ? [again] : [t(nothing), again];
    return {
      status: 503,
      retryAfter,
      html: () =>
        renderPage({
          language,
          title: t(isConsole ? "mask.closed.console" : "mask.closed.title"),
          platform: config.name,
          reason: null,
          refreshSeconds: retryAfter,
          polls: false,
          answersRead: isRead(request),
          main: `<p class="lead">${escapeHtml(title)}</p><p>${escapeHtml(action)}</p><dl>${rows.join("")}</dl><div class="calm">${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join("")}</div>`,
          footer: "",
        }),
      json: () => ({ code: report.code, facts: report.facts, title, action }),
    };
  };

  const own = (request: IncomingMessage): OwnAnswer => {
    const language = languageFor(request.headers["accept-language"], config.language);
    return isOurs(request.url) ? forAdministrators(request, language) : maintenance(request, language);
  };

  return {
    handleRequest(request, response) {
      const asked = request.headers[STATUS_HEADER] !== undefined;
      if (asked) response.setHeader(STATUS_HEADER, "maintenance");
      answer(request, response, { ...own(request), ...(asked ? { status: 200 } : {}) });
    },
    handleUpgrade(request, socket) {
      socket.on("error", () => socket.destroy());
      socket.end(answerUpgrade(503, STATUS_CODES[503] ?? "", own(request)), () => socket.destroy());
    },
  };
}
