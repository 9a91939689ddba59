import { expect, it } from "vitest";
import { commandLine } from "../testing/command-line.ts";
import { VERSION } from "../version.ts";

it("prints the version of package.json", async () => {
  expect(VERSION).toMatch(/^\d+\.\d+\.\d+$/);
  expect(await commandLine(["--version"])).toEqual({ code: 0, out: `${VERSION}\n`, err: "" });
});
