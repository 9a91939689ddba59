/** The routes: parse, call, answer. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { pipeline } from "node:stream/promises";
import { type Account, accountOfSession, accountOfToken, logIn, logOut, SESSION_COOKIE } from "./accounts.ts";
import type { Appointment, AppointmentStore } from "./appointments.ts";
import { isDate, today } from "./dates.ts";
import {
  acts,
  actsInForce,
  letter,
  lettersOf,
  nomenclature,
  patient,
  patients,
  practitioners,
  services,
} from "./directory.ts";
import type { Edition } from "./edition.ts";
import { health } from "./health.ts";
import type { Html } from "./html.ts";
import { type Answer, bodyOf, cookieOf, isOwnOrigin, json, page, Refusal, redirect } from "./http.ts";
import type { Live } from "./live.ts";
import { dayPage } from "./pages/day-page.ts";
import { layout } from "./pages/layout.ts";
import { loginPage } from "./pages/login-page.ts";
import { newAppointmentPage } from "./pages/new-appointment-page.ts";
import { nomenclaturePage } from "./pages/nomenclature-page.ts";
import { messagePage, patientPage } from "./pages/patient-page.ts";
import { readAppointment } from "./read-appointment.ts";

const ACTS_SHOWN = 100;
const COOKIE_ATTRIBUTES = "Path=/; HttpOnly; SameSite=Lax";

export interface PortalParts<A extends Appointment> {
  readonly edition: Edition<A>;
  readonly database: DatabaseSync;
  readonly live: Live;
  readonly assets: ReadonlyMap<string, Answer>;
  /** Folder of the patients' letters. */
  readonly dataDirectory: string;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** What the path's pattern captured. */
  readonly id: number;
}
/** `null`: the handler has sent its own answer. */
type Handler = (asked: Asked, account: Account) => Promise<Answer | null> | Answer | null;

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Reported below, as for any other text that is not an object.
  }
  throw new Refusal(400, "Le corps de la demande n’est pas un objet JSON.");
}

export function createPortal<A extends Appointment>(
  parts: PortalParts<A>,
): (request: IncomingMessage, response: ServerResponse) => Promise<Answer | null> {
  const { edition, database, live } = parts;
  const store: AppointmentStore<A> = edition.appointments(database);
  const framed = (
    title: string,
    path: string,
    account: Account | null,
    content: Html,
    status = 200,
  ): Answer => page(layout({ title, version: edition.version, account, path }, content), status);

  const add = (sent: Readonly<Record<string, unknown>>, account: Account): { id: number; date: string } => {
    const appointment = readAppointment(database, sent, account.login);
    const id = store.add(appointment);
    const date = appointment.startsAt.slice(0, 10);
    live.tell({ type: "appointment", date });
    return { id, date };
  };

  const newForm = (
    account: Account,
    typed: Readonly<Record<string, string>>,
    problem: string | null,
  ): Answer =>
    framed(
      "Nouveau rendez-vous",
      "/",
      account,
      newAppointmentPage({
        patients: patients(database),
        practitioners: practitioners(database),
        acts: actsInForce(database),
        typed,
        problem,
      }),
      problem === null ? 200 : 400,
    );

  const pages: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
    [
      "GET",
      /^\/$/,
      ({ url }, account) => {
        const asked = url.searchParams.get("date") ?? "";
        const date = isDate(asked) ? asked : today();
        const serviceId = Number(url.searchParams.get("service")) || null;
        const content = dayPage(edition, {
          date,
          serviceId,
          services: services(database),
          appointments: store.ofDay(date, serviceId),
          added: url.searchParams.has("added"),
        });
        return framed("Rendez-vous", "/", account, content);
      },
    ],
    [
      "GET",
      /^\/appointments\/new$/,
      ({ url }, account) => newForm(account, { date: url.searchParams.get("date") ?? today() }, null),
    ],
    [
      "POST",
      /^\/appointments$/,
      async ({ request }, account) => {
        const typed = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
        try {
          const { date } = add({ ...typed, startsAt: `${typed.date}T${typed.time}` }, account);
          return redirect(`/?date=${date}&added=1`);
        } catch (error) {
          if (error instanceof Refusal) return newForm(account, typed, error.message);
          throw error;
        }
      },
    ],
    [
      "GET",
      /^\/nomenclature$/,
      ({ url }, account) => {
        const words = (url.searchParams.get("q") ?? "").trim().slice(0, 100);
        const content = nomenclaturePage(
          nomenclature(database),
          words,
          acts(database, words, ACTS_SHOWN),
          ACTS_SHOWN,
        );
        return framed("Nomenclature", "/nomenclature", account, content);
      },
    ],
    [
      "GET",
      /^\/patients\/(\d+)$/,
      ({ id }, account) => {
        const found = patient(database, id);
        if (!found) throw new Refusal(404, "Ce patient n’existe pas.");
        return framed(
          found.name,
          "",
          account,
          patientPage(edition, found, lettersOf(database, id), store.ofPatient(id)),
        );
      },
    ],
    [
      "GET",
      /^\/letters\/(\d+)$/,
      async ({ id, response }) => {
        const found = letter(database, id);
        if (!found) throw new Refusal(404, "Ce courrier n’existe pas.");
        const file = join(parts.dataDirectory, basename(found.file));
        const size = await stat(file).then((entry) => entry.size);
        response.writeHead(200, {
          "content-type": "application/pdf",
          "content-length": size,
          "content-disposition": `inline; filename="${basename(found.file)}"`,
          "cache-control": "no-store",
          "x-content-type-options": "nosniff",
        });
        await pipeline(createReadStream(file), response);
        return null;
      },
    ],
    [
      "POST",
      /^\/logout$/,
      ({ request }) => {
        logOut(database, cookieOf(request, SESSION_COOKIE) ?? "");
        return redirect("/login", { "set-cookie": `${SESSION_COOKIE}=; Max-Age=0; ${COOKIE_ATTRIBUTES}` });
      },
    ],
  ];
  const api: typeof pages = [
    [
      "POST",
      /^\/api\/appointments$/,
      async ({ request }, account) => {
        // A form of another site cannot send this type.
        if (!request.headers["content-type"]?.startsWith("application/json"))
          throw new Refusal(415, "Envoyez du JSON (application/json).");
        const { id } = add(parsed(await bodyOf(request)), account);
        return json({ id, appointment: store.find(id) }, 201, { location: `/api/appointments/${id}` });
      },
    ],
    [
      "GET",
      /^\/api\/appointments\/(\d+)$/,
      ({ id }) => {
        const appointment = store.find(id);
        if (!appointment) throw new Refusal(404, "Ce rendez-vous n’existe pas.");
        return json(appointment);
      },
    ],
    [
      "GET",
      /^\/api\/appointments$/,
      ({ url }) => {
        const date = url.searchParams.get("date") ?? today();
        if (!isDate(date)) throw new Refusal(400, "date : écrivez-la comme 2026-11-21.");
        return json({ date, appointments: store.ofDay(date, null) });
      },
    ],
  ];

  const open = async ({ request, url }: Omit<Asked, "id">): Promise<Answer | null> => {
    switch (`${request.method} ${url.pathname}`) {
      case "GET /health":
        return health(database, edition.version, edition.healthTables);
      case "GET /login":
        return framed("Connexion", "/login", null, loginPage(edition.welcome, false));
      case "POST /login": {
        const form = new URLSearchParams(await bodyOf(request));
        const token = await logIn(database, form.get("login") ?? "", form.get("password") ?? "");
        if (token === null) return framed("Connexion", "/login", null, loginPage(edition.welcome, true), 401);
        return redirect("/", { "set-cookie": `${SESSION_COOKIE}=${token}; ${COOKIE_ATTRIBUTES}` });
      }
      default:
        return request.method === "GET" ? (parts.assets.get(url.pathname) ?? null) : null;
    }
  };

  const answer = async (
    asked: Omit<Asked, "id">,
    account: Account | null,
    isApi: boolean,
  ): Promise<Answer | null> => {
    if (asked.request.method !== "GET" && !isOwnOrigin(asked.request))
      throw new Refusal(403, "Cette demande vient d’un autre site.");
    const opened = await open(asked);
    if (opened) return opened;
    for (const [method, path, handler] of isApi ? api : pages) {
      const match = path.exec(asked.url.pathname);
      if (!match || method !== asked.request.method) continue;
      if (account) return await handler({ ...asked, id: Number(match[1] ?? 0) }, account);
      if (isApi) throw new Refusal(401, "Identifiez-vous.");
      return redirect("/login");
    }
    throw new Refusal(404, "Cette page n’existe pas.");
  };

  return async (request, response) => {
    const url = new URL(request.url ?? "/", "http://portal");
    const isApi = url.pathname.startsWith("/api/");
    const account =
      accountOfSession(database, cookieOf(request, SESSION_COOKIE)) ??
      (isApi ? accountOfToken(database, request.headers.authorization) : null);
    try {
      return await answer({ request, response, url }, account, isApi);
    } catch (error) {
      if (response.headersSent) {
        response.destroy();
        return null;
      }
      const refusal =
        error instanceof Refusal
          ? error
          : new Refusal(500, "Le portail n’a pas pu répondre. Réessayez, ou appelez le support.");
      if (refusal !== error) console.error(error);
      if (isApi) return json({ error: refusal.message }, refusal.status);
      return framed(
        "Erreur",
        "",
        account,
        messagePage(refusal.status === 404 ? "Introuvable" : "Demande refusée", refusal.message),
        refusal.status,
      );
    }
  };
}
