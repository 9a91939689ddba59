import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROJECT } from "./run-command.ts";
import { isAllowed, type ThirdParty, thirdParties, thirdPartyPage } from "./third-party.ts";

describe("THIRD-PARTY.md", () => {
  it("lists what is installed; if not: node scripts/write-third-party.ts", () => {
    expect(readFileSync(join(PROJECT, "THIRD-PARTY.md"), "utf8")).toBe(thirdPartyPage(thirdParties(PROJECT)));
  });

  it("gives the text of every licence that it names", () => {
    const parties = thirdParties(PROJECT).filter(({ text }) => text !== "");
    const page = thirdPartyPage(parties);
    for (const { licence } of parties) expect(page).toContain(`\n### ${licence}\n`);
  });
});

describe("a project's packages", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "superviseur-third-party-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const lock = (packages: Readonly<Record<string, object>>): void => {
    write(
      "package-lock.json",
      JSON.stringify({ packages: { "": { version: "1.0.0", ...packages[""] }, ...packages } }),
    );
    for (const path of Object.keys(packages)) mkdirSync(join(folder, path), { recursive: true });
  };
  const found = (): Pick<ThirdParty, "name" | "version" | "server" | "client">[] =>
    thirdParties(folder).map(({ name, version, server, client }) => ({ name, version, server, client }));

  it("are those of production and those that the client imports, with all that they need", () => {
    lock({
      "": { version: "1.0.0", dependencies: { one: "1" }, devDependencies: { page: "1", tool: "1" } },
      "node_modules/one": { version: "1.0.0", license: "MIT", dependencies: { two: "1" } },
      "node_modules/one/node_modules/two": { version: "1.5.0", license: "ISC" },
      "node_modules/two": { version: "2.0.0", license: "ISC" },
      "node_modules/page": {
        version: "3.0.0",
        license: "MIT",
        dependencies: { two: "2" },
        peerDependencies: { peer: "1" },
      },
      "node_modules/peer": { version: "4.0.0", license: "0BSD" },
      "node_modules/tool": { version: "5.0.0", license: "GPL-3.0-only" },
    });
    write("client/main.tsx", 'import { page } from "page/sub";\nexport { page };\n');
    write("client/main.test.tsx", 'import "tool";\n');
    expect(found()).toEqual([
      { name: "one", version: "1.0.0", server: true, client: false },
      { name: "page", version: "3.0.0", server: false, client: true },
      { name: "peer", version: "4.0.0", server: false, client: true },
      { name: "two", version: "1.5.0", server: true, client: false },
      { name: "two", version: "2.0.0", server: false, client: true },
    ]);
  });

  it("carry their holders' own lines", () => {
    lock({
      "": { version: "1.0.0", dependencies: { one: "1" } },
      "node_modules/one": { version: "1.0.0", license: "MIT" },
    });
    write(
      "node_modules/one/LICENSE",
      "The MIT License\n\nCopyright (c) 2012 A. Author\nCopyright 2014 B. Author\n\nThe above copyright notice …\n",
    );
    expect(thirdParties(folder).map(({ copyright, text }) => ({ copyright, text }))).toEqual([
      {
        copyright: "Copyright (c) 2012 A. Author; Copyright 2014 B. Author",
        text: "The MIT License\n\n\nThe above copyright notice …",
      },
    ]);
  });

  it.each([
    ["of a licence that is not on the list", { license: "GPL-3.0-only" }],
    ["without a licence", {}],
  ])("%s are refused by name", (_, licence) => {
    lock({
      "": { version: "1.0.0", dependencies: { one: "1" } },
      "node_modules/one": { version: "1.0.0", ...licence },
    });
    write("node_modules/one/package.json", "{}");
    expect(() => thirdParties(folder)).toThrow(/one 1\.0\.0/);
  });
});

describe("a licence expression", () => {
  it.each([
    ["MIT", true],
    ["(MIT OR CC0-1.0)", true],
    ["GPL-2.0-only OR GPL-3.0-only", false],
    ["MIT AND GPL-3.0-only", false],
    ["", false],
  ])("%s", (spdx, allowed) => {
    expect(isAllowed(spdx)).toBe(allowed);
  });
});
