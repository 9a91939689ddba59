import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CodedError } from "../../shared/errors.ts";
import { loadPlatformFile } from "./platform-file.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-file-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const GOOD = `name: PlaniDémo
prefix: planidemo
root: .
state: ../superviseur
listen: {port: 8080}
support: {name: Support, phone: "04 00 00 00 00", email: support@example.org}
database: {engine: sqlite, file: data/p.sqlite}
data: [data/files]
`;
const load = (text: string) => {
  const file = join(directory, "superviseur.yaml");
  writeFileSync(file, text);
  return loadPlatformFile(file);
};
const problems = (text: string): string[] => {
  try {
    load(text);
  } catch (error) {
    if (error instanceof CodedError && error.code === "PLATFORM_FILE_INVALID")
      return String(error.facts.problems).split("\n");
    throw error;
  }
  throw new Error("accepted");
};

describe("the platform file", () => {
  it("is read with every path absolute, from the file's own folder", () => {
    expect(load(GOOD)).toMatchObject({
      root: directory,
      state: join(directory, "..", "superviseur"),
      database: { file: join(directory, "data/p.sqlite") },
      dataDirectories: [join(directory, "data/files")],
      language: "fr",
      listen: { host: "127.0.0.1", port: 8080 },
      retention: { releases: 3, backups: 2, restorePoints: 2 },
    });
  });

  it("follows symbolic links to where database and data really are", () => {
    mkdirSync(join(directory, "disk", "files"), { recursive: true });
    writeFileSync(join(directory, "disk", "p.sqlite"), "");
    symlinkSync("disk", join(directory, "data"));
    expect(load(GOOD)).toMatchObject({
      database: { file: join(realpathSync(directory), "disk", "p.sqlite") },
      dataDirectories: [join(realpathSync(directory), "disk", "files")],
    });
  });

  it.each([
    ["data: [.]", ["data.0: holds ROOT"]],
    ["data: [../superviseur/files]", ["data.0: lies in STATE"]],
    ["data: [.., uploads]", ["data.1: lies in ROOT/uploads", "data.0: holds ROOT", "data.0: holds STATE"]],
    ["data: [current/files]", ["data.0: lies in ROOT/current"]],
    ["data: [releases/1.0.0]", ["data.0: lies in ROOT/releases"]],
  ])("refuses %s: what is put back whole must not hold what puts it back", (line, expected) => {
    const names = expected.map((text) =>
      text.replace("ROOT", directory).replace("STATE", join(directory, "..", "superviseur")),
    );
    expect(problems(GOOD.replace("data: [data/files]", line))).toEqual(names);
  });

  it("names the same places while what a link leads to is away", () => {
    mkdirSync(join(directory, "disk", "files"), { recursive: true });
    symlinkSync("disk", join(directory, "data"));
    symlinkSync(join(directory, "disk", "p.sqlite"), join(directory, "p.sqlite"));
    const named = GOOD.replace("data/p.sqlite", "p.sqlite");
    const { database, dataDirectories } = load(named);
    for (const gone of ["disk/files", "disk"]) {
      rmSync(join(directory, gone), { recursive: true });
      expect(load(named)).toMatchObject({ database, dataDirectories });
    }
    expect(database).toMatchObject({ file: join(realpathSync(directory), "disk", "p.sqlite") });
  });

  it("does not follow links in a circle", () => {
    symlinkSync("data", join(directory, "other"));
    symlinkSync("other", join(directory, "data"));
    expect(load(GOOD).dataDirectories).toHaveLength(1);
  });

  it("refuses a database among the releases", () => {
    expect(problems(GOOD.replace("data/p.sqlite", "current/p.sqlite"))).toEqual([
      `database.file: lies in ${join(directory, "current")}`,
    ]);
  });

  it("reports all problems at once, each with its path", () => {
    const wrong = GOOD.replace("planidemo", "Plani Démo")
      .replace("8080", "80800")
      .replace("support@example.org", "nobody")
      .replace("sqlite", "oracle");
    const found = problems(`${wrong}retentoin: {releases: 1}\n`);
    expect(found.map((line) => line.split(":")[0]).sort()).toEqual([
      "(file)",
      "database.engine",
      "listen.port",
      "prefix",
      "support.email",
    ]);
    expect(found.join()).toContain("retentoin");
  });

  it("says where YAML itself is wrong", () => {
    expect(problems("name: [")[0]).toMatch(/line 1/);
  });

  it("says that there is no file", () => {
    expect(() => loadPlatformFile(join(directory, "absent.yaml"))).toThrow("ENOENT");
  });
});
