import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readUnlock } from "../../../shared/unlock.ts";
import { type TinyCeremony, tinyCeremony } from "../../testing/tiny-ceremony.ts";

const WHAT = ["--installation", "7k3m q9tx ovwb", "--run", "20261121-031200-a1b2c3"];

let directory: string;
let us: TinyCeremony;
/** Trust documents whose root gives `support` to two of three. */
let trust: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-vendor-unlock-"));
  us = await tinyCeremony(directory);
  for (const name of ["support-a", "support-b", "support-c"]) await us.newKey(name);
  trust = us.at("trust-with-support");
  await us.done("root", "init", "--out", trust, ...archiveRoles(), ...supportRole("2"));
  await us.sign(join(trust, "1.root.json"), "root-a");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const archiveRoles = (): string[] =>
  ["root", "targets", "stable", "unstable"].flatMap((role) => [`--${role}-key`, us.pub(`${role}-a`)]);
const supportRole = (threshold: string): string[] => [
  ...["--support-key", ...["support-a", "support-b", "support-c"].map(us.pub)],
  ...["--support-threshold", threshold],
];
const by = (...names: string[]): string[] => ["--key", ...names.map(us.key)];
const unlock = (...words: string[]) => us.asked("unlock", ...WHAT, "--action", "retry", ...words);

describe("the role support", () => {
  it("is given by the root, and shown to the signer", async () => {
    const keys = await Promise.all(["support-a", "support-b", "support-c"].map(us.idOf));
    const { documents } = await us.done("root", "show", trust);
    expect(documents).toMatchObject([
      { kind: "root", complete: true, grants: [{}, {}, { role: "support", threshold: 2, keys }] },
      {},
    ]);
  });

  it("may be missing, and is then added by the next root, which keeps it from then on", async () => {
    const copy = await us.trustCopy("given-later");
    const grants = async (version: number): Promise<string[]> =>
      Object.keys(JSON.parse(await readFile(join(copy, `${version}.root.json`), "utf8")).signed.roles);
    expect(await grants(1)).not.toContain("support");
    await us.done("root", "rotate", copy, "--add-support-key", us.pub("support-a"));
    await us.sign(join(copy, "2.root.json"), "root-a", "root-b");
    await us.done("root", "rotate", copy, "--root-expires", "2040-01-01T00:00:00Z");
    await us.sign(join(copy, "3.root.json"), "root-a", "root-b");
    expect(await grants(3)).toContain("support");
    const id = await us.idOf("support-a");
    await us.done("root", "rotate", copy, "--remove-support-key", id);
    expect(await grants(4)).not.toContain("support");
  });

  it("wants a threshold that can be reached, and no threshold without keys", async () => {
    for (const words of [supportRole("4"), ["--support-threshold", "2"]])
      expect(
        await us.vendor("root", "init", "--out", us.at("never"), ...archiveRoles(), ...words),
      ).toMatchObject({
        code: 2,
        err: expect.stringContaining("“support”"),
      });
  });
});

describe("superviseur vendor unlock", () => {
  it("says what it allows, and prints a text that says the same, whatever else was copied with it", async () => {
    const { code, out } = await us.vendor(
      "unlock",
      ...WHAT,
      "--action",
      "go-back",
      "--reference",
      "2026-1123",
      ...by("support-a"),
    );
    expect(code).toBe(0);
    expect(out).toContain(
      "Allows the platform to be restored to its state before operation 20261121-031200-a1b2c3 on installation 7K3M-Q9TX-0VWB.",
    );
    const { signed, signatures } = readUnlock(out);
    expect(signed).toMatchObject({
      installation: "7K3M-Q9TX-0VWB",
      action: "go-back",
      reference: "2026-1123",
    });
    expect(Date.parse(signed.expires) - Date.parse(signed.issued)).toBe(24 * 60 * 60 * 1000);
    expect(signatures.map(({ keyid }) => keyid)).toEqual([await us.idOf("support-a")]);
  });

  it("is valid for as long as is said, a week at most", async () => {
    const until = async (expires: string) =>
      (await unlock("--expires", expires, "--now", "2026-11-21T04:00:00Z", ...by("support-a"))).answer;
    expect(await until("90h")).toMatchObject({ expires: "2026-11-24T22:00:00.000Z" });
    expect(await until("7d")).toMatchObject({ expires: "2026-11-28T04:00:00.000Z" });
    expect(await until("2026-11-22T12:00:00+01:00")).toMatchObject({ expires: "2026-11-22T11:00:00.000Z" });
    for (const wrong of [
      "8d",
      "169h",
      "0h",
      "2026-11-21T04:00:00Z",
      "2026-11-28T04:00:01Z",
      "soon",
      "2026-11-22",
    ])
      expect(await until(wrong), wrong).toMatchObject({ ok: false, code: "USAGE" });
  });

  it("is signed by a second holder, who changes nothing else", async () => {
    const file = us.at("unlock.txt");
    const first = await unlock("--trust", trust, "--out", file, ...by("support-a"));
    expect(first).toMatchObject({ code: 0, answer: { complete: false, file } });
    const before = readUnlock(await readFile(file, "utf8"));
    expect(
      await us.asked("unlock", "--add-to", file, "--action", "accept", ...by("support-b")),
    ).toMatchObject({ code: 2 });
    expect((await us.vendor("unlock", "--add-to", file, "--trust", trust, ...by("support-b"))).out).toContain(
      "required, complete.",
    );
    const after = readUnlock(await readFile(file, "utf8"));
    expect(after.signed).toEqual(before.signed);
    expect(after.signatures.map(({ keyid }) => keyid)).toEqual(
      (await Promise.all([us.idOf("support-a"), us.idOf("support-b")])).sort(),
    );
    expect(await us.asked("unlock", "--add-to", us.pub("support-a"), ...by("support-b"))).toMatchObject({
      code: 1,
      answer: { code: "UNLOCK_INVALID" },
    });
  });

  it("turns away a key that is not support's, before anything is written", async () => {
    const file = us.at("never.txt");
    expect(
      await us.vendor(
        "unlock",
        ...WHAT,
        "--action",
        "retry",
        "--trust",
        trust,
        "--out",
        file,
        ...by("stable-a"),
      ),
    ).toMatchObject({
      code: 2,
      err: expect.stringContaining("does not belong to the support role"),
    });
    expect(await readdir(directory)).not.toContain("never.txt");
  });

  it.each([
    [["--action", "retry"]],
    [["--installation", "7K3M-Q9TX", "--run", "20261121-031200-a1b2c3", "--action", "retry"]],
    [["--installation", "7K3M-Q9TX-0VWB", "--run", "42", "--action", "retry"]],
    [[...WHAT, "--action", "everything"]],
    [[...WHAT, "--action", "retry", "--reference", "a\nb"]],
  ])("makes nothing of %s", async (words) => {
    expect(await us.asked("unlock", ...words, ...by("support-a"))).toMatchObject({
      code: 2,
      answer: { ok: false, code: "USAGE" },
    });
  });

  it("writes nothing in a dry run, and overwrites nothing", async () => {
    const file = us.at("dry.txt");
    expect(await unlock("--dry-run", "--out", file, ...by("support-a"))).toMatchObject({
      code: 0,
      answer: { dryRun: true },
    });
    expect(await readdir(directory)).not.toContain("dry.txt");
    await writeFile(file, "mine");
    expect(await unlock("--out", file, ...by("support-a"))).toMatchObject({ code: 2 });
    expect(await readFile(file, "utf8")).toBe("mine");
  });
});
