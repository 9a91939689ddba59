import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandLine } from "../testing/command-line.ts";
import { type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";

const programs = {
  "superviseur serve": [fileURLToPath(new URL("./index.ts", import.meta.url)), "serve"],
  "node server/index.ts": [fileURLToPath(new URL("../index.ts", import.meta.url))],
};

let tiny: TinyPlatform;
beforeEach(async () => {
  tiny = await tinyPlatform();
});
afterEach(() => tiny.close());

function start(program: readonly string[], ...words: string[]) {
  const child = spawn(process.execPath, [...program, ...words], {
    cwd: tiny.directory,
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH, LANG: "en" },
  });
  return { child, exit: once(child, "exit"), lines: createInterface({ input: child.stdout }) };
}

describe.each(Object.entries(programs))("%s", (_, program) => {
  it("serves the platform, prints the first account once, and ends with SIGTERM", async () => {
    const { child, exit, lines } = start(program, "--platform", tiny.platform.config.file, "--port", "0");
    let url = "";
    let account: unknown = null;
    // The log and the account are written by two streams: either may come first.
    for await (const line of lines) {
      const said = JSON.parse(line);
      if (said.msg === "listening") url = said.url;
      account ??= said.firstAccount ?? null;
      if (url !== "" && account !== null) break;
    }
    expect(account).toMatchObject({ name: "Admin", password: expect.any(String) });
    expect(await (await fetch(url)).json()).toMatchObject({ version: "1.0.0" });
    child.kill("SIGTERM");
    child.stdout.resume();
    expect(await exit).toEqual([0, null]);
  }, 60_000);
});

it("node server/index.ts without words prints its help", async () => {
  const { exit, lines } = start(programs["node server/index.ts"]);
  const help: string[] = [];
  for await (const line of lines) help.push(line);
  expect([await exit, help.join("\n")]).toEqual([[0, null], expect.stringContaining("--platform <file>")]);
}, 60_000);

it.each([["--port", "http"], ["--port", "65536"], ["--colour"]])(
  "is refused with %s %s",
  async (...words) => {
    expect(await commandLine(["serve", ...words], { LANG: "en" })).toMatchObject({ code: 2, out: "" });
  },
);
