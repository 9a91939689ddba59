/**
 * What the tests need from the machine in addition to npm's packages: a browser and fonts, from Debian's own
 * packages. As root it installs what is missing; otherwise it stops with the one command to run. It never
 * continues without them: a test that is silently left out looks like a test that passed.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { runCommand } from "./run-command.ts";

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

interface Need {
  /** Debian package. */
  readonly name: string;
  readonly why: string;
  readonly present: () => boolean;
}

const installed = (name: string): boolean =>
  spawnSync("dpkg-query", ["--status", name], { encoding: "utf8" }).stdout?.includes(
    "Status: install ok installed",
  ) ?? false;

const NEEDS: readonly Need[] = [
  { name: "chromium", why: "the end-to-end tests drive a real browser", present: () => existsSync(CHROMIUM) },
  {
    name: "fonts-liberation",
    why: "the pages are measured and drawn with real fonts",
    present: () => installed("fonts-liberation"),
  },
  {
    name: "fonts-dejavu-core",
    why: "arrows and signs that Liberation does not have",
    present: () => installed("fonts-dejavu-core"),
  },
  {
    name: "strace",
    why: "runs are killed and fail at single system calls",
    present: () => installed("strace"),
  },
  { name: "ca-certificates", why: "npm and apt over TLS", present: () => installed("ca-certificates") },
];

const UNATTENDED = { DEBIAN_FRONTEND: "noninteractive" };

/** Resolves when nothing is missing. @throws Error whose message says what to do. */
export async function prepareMachine(): Promise<void> {
  if (!existsSync("/usr/bin/apt-get")) {
    if (existsSync(CHROMIUM)) return;
    throw new Error(
      "The end-to-end tests need Chromium. Install it, then run again with CHROMIUM=/path/to/chromium.",
    );
  }
  const missing = NEEDS.filter((need) => !need.present());
  if (missing.length === 0) {
    console.log(`nothing is missing (${NEEDS.map(({ name }) => name).join(", ")})`);
    return;
  }
  for (const { name, why } of missing) console.log(`missing: ${name} — ${why}`);
  const names = missing.map(({ name }) => name);
  if (process.getuid?.() !== 0) {
    throw new Error(
      `Run this once, then again:\n\n  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${names.join(" ")}'\n`,
    );
  }
  const steps: [string, ...string[]][] = [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", ...names],
  ];
  for (const step of steps) {
    if ((await runCommand(step, UNATTENDED)) !== 0)
      throw new Error(`${step.join(" ")} failed; see its messages above.`);
  }
  const still = NEEDS.filter((need) => !need.present()).map(({ name }) => name);
  if (still.length > 0) throw new Error(`Still missing after the installation: ${still.join(", ")}.`);
}
