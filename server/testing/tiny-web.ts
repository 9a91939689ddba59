/** The doors in front of a tiny platform: real HTTP, accounts, journal and intake. Only the runner is not started. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import pino from "pino";
import type { RunId } from "../../shared/journal.ts";
import { openAccess } from "../access/access.ts";
import { createApp } from "../app.ts";
import { TrustStore } from "../archive/trust-store.ts";
import { DropFolder } from "../intake/drop-folder.ts";
import { createIntake } from "../intake/intake.ts";
import { systemClock } from "../io/clock.ts";
import { JournalTail } from "../journal/tail.ts";
import { createRevert } from "../revert/revert.ts";
import { createUnlocking } from "../support/unlocking.ts";
import { SESSION_COOKIE } from "../web/session-cookie.ts";
import { HttpClient } from "./http-client.ts";
import { tinyVendor } from "./tiny-archive.ts";
import { amplyEquipped, tinyPlatform } from "./tiny-platform.ts";

/** As light as argon2 allows. */
export const LIGHT = { memoryCost: 8, timeCost: 1, parallelism: 1 };
/** Of every user that `userOf` makes. */
export const PASSWORD = "un mot de passe à moi";

export const INSTALLATION = "0000-TEST-0000";

export interface DoorOptions {
  /** Folder with an `index.html` and `assets/`. */
  readonly clientDirectory?: string;
  readonly secureCookies?: boolean;
}

export async function tinyWeb({ clientDirectory, secureCookies = false }: DoorOptions = {}) {
  const tiny = await tinyPlatform();
  const vendor = await tinyVendor(tiny.directory);
  const { platform, journal, log } = tiny;
  const access = openAccess({
    path: join(platform.config.state, "access.sqlite"),
    clock: systemClock,
    cost: LIGHT,
  });
  const first = await access.ensureFactoryAccount();
  const launched: RunId[] = [];
  const errors: string[] = [];
  const trust = new TrustStore({ root: vendor.rootFile, learned: platform.state.trustLearned });
  const intake = createIntake({
    platform,
    journal,
    log,
    instruments: amplyEquipped,
    clock: systemClock,
    trust,
    launch: async (runId) => void launched.push(runId),
  });
  const depot = new DropFolder({
    directory: platform.state.depot,
    trust,
    clock: systemClock,
    judge: (manifest, summary, fileName) => intake.judge(manifest, summary, fileName),
  });
  const returning = createRevert({
    platform,
    journal,
    instruments: amplyEquipped,
    clock: systemClock,
    launch: async (runId) => void launched.push(runId),
  });
  const app = createApp({
    config: { ...platform.config, secureCookies },
    journal,
    log,
    tail: new JournalTail(journal, log),
    intake,
    depot,
    returning,
    access,
    installed: () => ({ version: "1.0.0", datasets: {}, floor: null }),
    masked: async () => false,
    obstacle: async () => null,
    installation: INSTALLATION,
    unlocking: createUnlocking({
      journal,
      trust,
      installation: INSTALLATION,
      clock: systemClock,
      launch: async (runId) => void launched.push(runId),
    }),
    clock: systemClock,
    logger: pino({ level: "error" }, { write: (line: string) => void errors.push(line) }),
    clientDirectory: clientDirectory ?? null,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    ...tiny,
    vendor,
    access,
    launched,
    /** What the server's log holds at level error: a bug, never a refusal. */
    errors,
    server,
    url,
    firstPassword: first?.password ?? "",
    anybody: () => new HttpClient(url),

    /** A user with a password of their own, logged in by cookie: no login is spent. */
    async userOf(name: string, groups: readonly string[]): Promise<HttpClient> {
      const { password } = await access.createUser({ name, groups });
      const { token, visitor } = await access.login(name, password, "192.0.2.9");
      await access.changePassword(visitor, password, PASSWORD, "192.0.2.9");
      const client = new HttpClient(url);
      client.cookie = `${SESSION_COOKIE}=${token}`;
      client.csrf = visitor.session.csrfToken;
      return client;
    },

    async closeAll(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      access.close();
      await tiny.close();
    },
  };
}
export type TinyWeb = Awaited<ReturnType<typeof tinyWeb>>;
