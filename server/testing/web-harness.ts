/** The doors on a loopback port: real app, socket, journal, log and accounts in a temporary folder; a clock to turn; an intake to script. */
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { CodedError } from "../../shared/errors.ts";
import { type Actor, type RunEvent, type RunId, runIdSchema } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import { prefixSchema } from "../../shared/version.ts";
import { type Access, openAccess } from "../access/access.ts";
import { createApp } from "../app.ts";
import { TrustStore } from "../archive/trust-store.ts";
import { DropFolder } from "../intake/drop-folder.ts";
import type { Intake } from "../intake/intake.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import { openRunLog, type RunLog } from "../journal/run-log.ts";
import { JournalTail } from "../journal/tail.ts";
import type { PlatformConfig } from "../platform/platform-file.ts";
import { attachSocket } from "../socket/socket.ts";
import { createUnlocking } from "../support/unlocking.ts";
import { listen, shut } from "./gateway-harness.ts";
import { HttpClient } from "./http-client.ts";
import { INSTALLATION, LIGHT } from "./tiny-web.ts";

export const ADMIN_PASSWORD = "le mot de passe du chef";

export interface WebHarnessOptions {
  readonly secureCookies?: boolean;
  /** Overrides of the scripted intake. */
  readonly intake?: Partial<Intake>;
}

export interface WebHarness {
  readonly url: string;
  readonly directory: string;
  readonly access: Access;
  readonly journal: Journal;
  readonly log: RunLog;
  readonly tail: JournalTail;
  /** The factory account's first password. */
  readonly firstPassword: string;
  /** What was written to the server's own log. */
  readonly logged: string[];
  /** Turns the clock forward. */
  pass(seconds: number): void;
  client(): HttpClient;
  /** Logged in as Admin, with a password of one's own. */
  admin(): Promise<HttpClient>;
  /** Logged in as a new user of these groups. */
  user(name: string, groups: readonly string[]): Promise<HttpClient>;
  /** A run with this announced size; further records follow. */
  run(fileSize?: number, ...events: RunEvent[]): RunId;
  /** Closes the live channel only, as a restart does first. */
  closeSocket(): Promise<void>;
  stop(): Promise<void>;
}

const ADMIN: Actor = { id: "1", name: "Admin" };

const scriptedIntake = (journal: Journal, open: (fileName: string, fileSize: number) => RunId): Intake => {
  const state = (runId: RunId): RunState => {
    const found = journal.state(runId);
    if (found === null) throw new Error(`no run ${runId}`);
    return found;
  };
  return {
    open: async (_actor, { fileName, fileSize }) => open(fileName, fileSize),
    openDepot: async (_actor, { fileName, fileSize }) => open(fileName, fileSize),
    async receivePart(runId, { bytes }, source) {
      for await (const _ of source);
      return { received: bytes, judged: state(runId).archive !== null };
    },
    storedPart: async () => null,
    upload: async () => {
      throw new CodedError("RUN_NOT_WAITING");
    },
    received: async (runId) => state(runId),
    judge: async () => {},
    detail: async () => ({ notes: null, importantInformation: [], hasNotice: false, scope: null }),
    noticeFile: async () => "/nowhere/notice.pdf",
    measure: async (runId) => state(runId),
    start: async (_actor, runId) => state(runId),
    cancel: async (_actor, runId) => state(runId),
    endAbandoned: async () => {},
    recover: async () => {},
    close: async () => {},
  };
};

export async function openWebHarness({
  secureCookies = false,
  intake: overrides = {},
}: WebHarnessOptions = {}): Promise<WebHarness> {
  const directory = await mkdtemp(join(tmpdir(), "superviseur-doors-"));
  const clientDirectory = join(directory, "client");
  await mkdir(join(clientDirectory, "assets"), { recursive: true });
  await writeFile(
    join(clientDirectory, "index.html"),
    '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><div id="root"></div>',
  );
  await writeFile(join(clientDirectory, "assets", "main-1a2b.js"), "export {};");

  let now = Date.UTC(2026, 10, 21, 3, 12);
  const clock = (): number => now;
  const journal = openJournal(join(directory, "journal.sqlite"), clock);
  const log = openRunLog(join(directory, "log.sqlite"));
  const tail = new JournalTail(journal, log);
  const access = openAccess({ path: join(directory, "access.sqlite"), clock, cost: LIGHT });
  const firstPassword = (await access.ensureFactoryAccount())?.password ?? "";
  const logged: string[] = [];
  const logger = pino({ level: "warn" }, { write: (line) => void logged.push(line) });

  const open = (fileName: string, fileSize: number): RunId => {
    const runId = runIdSchema.parse(`20261121-031200-${randomBytes(3).toString("hex")}`);
    journal.append(runId, { type: "run:opened", by: ADMIN, fileName, fileSize, from: "4.6.2" });
    return runId;
  };
  const config: PlatformConfig = {
    name: "Plani-Démo",
    prefix: prefixSchema.parse("planidemo"),
    file: join(directory, "superviseur.yaml"),
    root: directory,
    state: directory,
    language: "fr",
    listen: { host: "127.0.0.1", port: 0 },
    support: { name: "Support", phone: "0800", email: "support@example.org" },
    database: { engine: "sqlite", file: join(directory, "plani.sqlite") },
    dataDirectories: [],
    places: [],
    services: { manager: "process" },
    front: { kind: "embedded" },
    frontDoor: null,
    probes: [],
    retention: { releases: 3, backups: 2, restorePoints: 2 },
    secureCookies,
  };
  const trust = new TrustStore({
    root: join(directory, "root.json"),
    learned: join(directory, "learned.json"),
  });
  const depot = new DropFolder({ directory: join(directory, "depot"), trust, clock, judge: async () => {} });
  const components = {
    config,
    depot,
    returning: {
      offer: async () => ({ possible: false, reason: "no-update", run: null }) as const,
      count: async () => ({ status: "none" }) as const,
      losses: async () => ({ status: "none" }) as const,
      start: async (): Promise<RunState> => {
        throw new CodedError("REVERT_IMPOSSIBLE", { reason: "no-update" });
      },
      requireCounted: async () => ({ tables: [], files: { added: 0, changed: 0, deleted: 0 } }),
      recover: () => {},
      endUnconsented: () => {},
    },
    journal,
    log,
    tail,
    intake: { ...scriptedIntake(journal, open), ...overrides },
    access,
    installed: () => ({ version: "4.6.2", datasets: {}, floor: null }),
    masked: async () => false,
    obstacle: async () => null,
    installation: INSTALLATION,
    unlocking: createUnlocking({ journal, trust, installation: INSTALLATION, clock, launch: async () => {} }),
    clock,
    logger,
    clientDirectory,
  };
  const server = createServer(createApp(components));
  const socket = attachSocket(server, components);
  const port = await listen(server);
  const url = `http://127.0.0.1:${port}`;
  let socketOpen = true;
  const closeSocket = async (): Promise<void> => {
    if (socketOpen) await socket.close();
    socketOpen = false;
  };
  const client = (): HttpClient => new HttpClient(url);

  return {
    url,
    directory,
    access,
    journal,
    log,
    tail,
    firstPassword,
    logged,
    pass: (seconds) => {
      now += seconds * 1000;
    },
    client,
    async admin() {
      const admin = client();
      const { mustChangePassword } = access.users()[0] ?? {};
      if (mustChangePassword) await admin.enter("Admin", firstPassword, ADMIN_PASSWORD);
      else await admin.login("Admin", ADMIN_PASSWORD);
      return admin;
    },
    async user(name, groups) {
      const { password } = await access.createUser({ name, groups });
      const user = client();
      await user.enter(name, password, `la phrase secrète n° ${name.length}`);
      return user;
    },
    run(fileSize = 1_000, ...events) {
      const runId = open("planidemo.maj.4.7.0.tgz", fileSize);
      for (const event of events) journal.append(runId, event);
      return runId;
    },
    closeSocket,
    async stop() {
      await closeSocket();
      tail.stop();
      await shut(server);
      access.close();
      log.close();
      journal.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
