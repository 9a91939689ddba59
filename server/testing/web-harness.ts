/**
 * The web process on a loopback port, in front of a tiny platform: the real composition with its HTTP routes, socket, journal, accounts and
 * intake. Runners are only recorded, passwords are hashed cheaply, and the clock does not move until a test advances it.
 */
import { randomBytes } from "node:crypto";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { type Actor, type RunEvent, type RunId, runIdSchema } from "../../shared/journal.ts";
import { compose, composeScreen, composeWeb } from "../compose.ts";
import { consoleFor } from "../console.ts";
import type { Intake } from "../intake/intake.ts";
import { openStores } from "../stores.ts";
import { SESSION_COOKIE } from "../web/session-cookie.ts";
import { listen, shut } from "./gateway-harness.ts";
import { HttpClient } from "./http-client.ts";
import { tinyVendor } from "./tiny-archive.ts";
import { amplyEquipped, tinyPlatform } from "./tiny-platform.ts";

/** As light as argon2 allows. */
export const LIGHT = { memoryCost: 8, timeCost: 1, parallelism: 1 };
/** Of every user that the harness creates, after the first login. */
export const PASSWORD = "un mot de passe à moi";
export const INSTALLATION = "0000-TEST-0000";

const ADMIN: Actor = { id: "1", name: "Admin" };
const ELSEWHERE = "192.0.2.9";

export interface WebHarnessOptions {
  readonly secureCookies?: boolean;
  /** Folder with an `index.html` and `assets/`; a small one by default. */
  readonly clientDirectory?: string;
  /** Replaces parts of the real intake. */
  readonly intake?: Partial<Intake>;
  /** Starts the platform's service. */
  readonly running?: boolean;
}

async function smallClient(directory: string): Promise<string> {
  await mkdir(join(directory, "assets"), { recursive: true });
  await writeFile(
    join(directory, "index.html"),
    '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><div id="root"></div>',
  );
  await writeFile(join(directory, "assets", "main-1a2b.js"), "export {};");
  return directory;
}

// Over 80 lines because the harness is one flat object of helpers over the same opened components.
export async function openWebHarness(options: WebHarnessOptions = {}) {
  const { secureCookies = false, intake = {}, running = false } = options;
  const tiny = await tinyPlatform({ running });
  const vendor = await tinyVendor(tiny.directory);
  const { state } = tiny.platform;
  await mkdir(dirname(state.trustRoot), { recursive: true });
  await copyFile(vendor.rootFile, state.trustRoot);
  await writeFile(state.installation, `${INSTALLATION}\n`);
  const clientDirectory = options.clientDirectory ?? (await smallClient(join(tiny.directory, "client")));

  let now = Date.now();
  const clock = (): number => now;
  const launched: RunId[] = [];
  const logged: string[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => void logged.push(line) });
  const config = { ...tiny.platform.config, secureCookies };

  const stack = new AsyncDisposableStack();
  stack.defer(() => tiny.close());
  const launch = async (runId: RunId): Promise<void> => void launched.push(runId);
  const composition = compose({ config, clock, instruments: amplyEquipped, launch }, stack);
  const { journal } = composition;
  const stores = await openStores(composition, logger, { path: state.access, clock, cost: LIGHT }, stack);
  const { access, log } = stores;
  if (access === null) throw new Error(`the accounts cannot be opened: ${logged.join("")}`);
  const firstPassword = (await access.ensureFactoryAccount())?.password ?? "";
  const web = composeWeb(composition, { log, logger }, stack);
  const { components } = await composeScreen(
    { ...web, intake: { ...web.intake, ...intake } },
    clientDirectory,
  );
  const console = consoleFor(components, access);
  const server = createServer(console.handleRequest);
  const channel = console.attach(server);
  stack.defer(() => shut(server));
  const url = `http://127.0.0.1:${await listen(server)}`;
  let channelOpen = true;
  const closeSocket = async (): Promise<void> => {
    if (channelOpen) await channel.close();
    channelOpen = false;
  };
  stack.defer(closeSocket);
  const client = (): HttpClient => new HttpClient(url);

  return {
    ...tiny,
    vendor,
    access,
    journal,
    log,
    tail: web.tail,
    server,
    url,
    /** Runs whose runner would have been started. */
    launched,
    /** Warnings and errors in the server's own log: bugs, never refusals. */
    logged,
    /** The factory account's first password. */
    firstPassword,
    /** Turns the clock forward. */
    pass(seconds: number): void {
      now += seconds * 1000;
    },
    /** A browser without a session. */
    client,

    /** Logged in through the login route as Admin, whose first password is replaced at the first call. */
    async admin(): Promise<HttpClient> {
      const admin = client();
      const { mustChangePassword } = access.users()[0] ?? {};
      if (mustChangePassword) await admin.enter("Admin", firstPassword, PASSWORD);
      else await admin.login("Admin", PASSWORD);
      return admin;
    },

    /** A new user of these groups with a password of their own, logged in by cookie: no login request is spent. */
    async user(name: string, groups: readonly string[]): Promise<HttpClient> {
      const { password } = await access.createUser({ name, groups });
      const { token, visitor } = await access.login(name, password, ELSEWHERE);
      await access.changePassword(visitor, password, PASSWORD, ELSEWHERE);
      const user = client();
      user.cookie = `${SESSION_COOKIE}=${token}`;
      user.csrf = visitor.session.csrfToken;
      return user;
    },

    /** A run with this announced size, written to the journal alone; further records follow. */
    openRun(fileSize = 1_000, ...events: RunEvent[]): RunId {
      const runId = runIdSchema.parse(`20261121-031200-${randomBytes(3).toString("hex")}`);
      const fileName = "tiny.maj.1.1.0.tgz";
      journal.append(runId, { type: "run:opened", by: ADMIN, fileName, fileSize, from: "1.0.0" });
      for (const event of events) journal.append(runId, event);
      return runId;
    },

    /** Closes the live channel only, as a restart does first. */
    closeSocket,
    stop: () => stack.disposeAsync(),
  };
}
export type WebHarness = Awaited<ReturnType<typeof openWebHarness>>;
