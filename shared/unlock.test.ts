import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CodedError } from "./errors.ts";
import { UNLOCK_ACTIONS } from "./journal.ts";
import {
  readInstallationName,
  readUnlock,
  requireMeantFor,
  type Unlock,
  unlockSchema,
  unlockText,
} from "./unlock.ts";

const hex = (digits: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: digits / 2, maxLength: digits / 2 })
    .map((bytes) => Buffer.from(bytes).toString("hex"));
const instant = fc
  .date({ min: new Date(0), max: new Date("2100-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());

const unlocks: fc.Arbitrary<Unlock> = fc
  .record({
    signed: fc.record({
      _type: fc.constant("superviseur-unlock"),
      version: fc.constant(1),
      installation: fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/),
      run: fc.stringMatching(/^[0-9]{8}-[0-9]{6}-[0-9a-f]{6}$/),
      action: fc.constantFrom(...UNLOCK_ACTIONS),
      reference: fc.constantFrom("", "2026-1123", "Dossier n° 7 – urgences", "事故 42"),
      issued: instant,
      expires: instant,
    }),
    signatures: fc.uniqueArray(fc.record({ keyid: hex(64), sig: hex(128) }), {
      maxLength: 4,
      selector: ({ keyid }) => keyid,
    }),
  })
  .map((unlock) => unlockSchema.parse(unlock));

const example = unlockSchema.parse({
  signed: {
    _type: "superviseur-unlock",
    version: 1,
    installation: "7K3M-Q9TX-0VWB",
    run: "20261121-031200-a1b2c3",
    action: "retry",
    reference: "Dossier n° 7",
    issued: "2026-11-21T04:00:00.000Z",
    expires: "2026-11-22T04:00:00.000Z",
  },
  signatures: [{ keyid: "ab".repeat(32), sig: "cd".repeat(64) }],
});

function refusal(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof CodedError) return { code: error.code, facts: error.facts };
    throw error;
  }
  return "accepted";
}
const INVALID = { code: "UNLOCK_INVALID", facts: {} };

describe("an unlock's text", () => {
  it("is read back unchanged", () => {
    fc.assert(
      fc.property(unlocks, (unlock) => {
        expect(readUnlock(unlockText(unlock))).toEqual(unlock);
      }),
    );
  });

  it("has lines that every mail program keeps", () => {
    const lines = unlockText(example).trimEnd().split("\n");
    expect(lines.at(0)).toBe("-----BEGIN SUPERVISEUR UNLOCK-----");
    expect(lines.at(-1)).toBe("-----END SUPERVISEUR UNLOCK-----");
    expect(lines.slice(1, -1).every((line) => /^[A-Za-z\d+/=]{1,64}$/.test(line))).toBe(true);
  });

  it.each<[string, (text: string) => string]>([
    ["quoted", (text) => text.replaceAll(/^/gm, "> ")],
    ["quoted twice", (text) => text.replaceAll(/^/gm, ">> ")],
    ["with CRLF and spaces at the ends", (text) => text.replaceAll("\n", "  \t\r\n")],
    ["within a mail", (text) => `Bonjour,\n\nvoici : \n\n${text}\nCordialement\n-- \nLe support\n-----\n`],
    ["without its last line end", (text) => text.trimEnd()],
    ["on one line", (text) => text.replaceAll("\n", " ")],
    ["wrapped at another width", (text) => text.replaceAll(/([A-Za-z\d+/]{40})/g, "$1\n")],
    ["with the dashes of a word processor", (text) => text.replaceAll("-----", "—–-")],
    ["with spaces that do not break or do not show", (text) => text.replaceAll("\n", "\u00a0\n\u200b")],
    ["after a byte order mark", (text) => `\ufeff${text}`],
    ["before an older one", (text) => `${text}\n> ${unlockText({ ...example, signatures: [] })}`],
  ])("%s is read all the same", (_, change) => {
    expect(readUnlock(change(unlockText(example)))).toEqual(example);
  });

  it("is refused when any character is changed", () => {
    const text = unlockText(example);
    const [from, to] = [text.indexOf("\n") + 1, text.indexOf("-----END")];
    for (let at = from; at < to; at++) {
      const character = text.charAt(at);
      if (character === "\n") continue;
      const changed = `${text.slice(0, at)}${character === "A" ? "B" : "A"}${text.slice(at + 1)}`;
      expect(
        refusal(() => readUnlock(changed)),
        `character ${at}`,
      ).toEqual(INVALID);
    }
  });

  it("is refused when one of its lines is missing", () => {
    const lines = unlockText(example).trimEnd().split("\n");
    for (const [index] of lines.entries())
      expect(
        refusal(() => readUnlock(lines.toSpliced(index, 1).join("\n"))),
        `line ${index}`,
      ).toEqual(INVALID);
  });

  it.each<[string, object]>([
    ["an additional field", { signed: { ...example.signed, more: 1 } }],
    ["another version", { signed: { ...example.signed, version: 2 } }],
    ["another type", { signed: { ...example.signed, _type: "root" } }],
    ["an unknown action", { signed: { ...example.signed, action: "everything" } }],
    ["a line end in its reference", { signed: { ...example.signed, reference: "a\nb" } }],
    ["no time zone", { signed: { ...example.signed, expires: "2026-11-22T04:00:00" } }],
    ["one key twice", { signatures: [...example.signatures, ...example.signatures] }],
  ])("of a document with %s is none", (_, change) => {
    const document = { ...example, ...change } as Unlock;
    expect(refusal(() => readUnlock(unlockText(document)))).toEqual(INVALID);
  });

  it("is searched for in linear time in any other text", () => {
    for (const text of [
      "",
      "-".repeat(16_384),
      "-----BEGIN SUPERVISEUR UNLOCK-----".repeat(480),
      `${unlockText(example).slice(0, 300)}`,
    ])
      expect(refusal(() => readUnlock(text))).toEqual(INVALID);
  });
});

describe("an unlock", () => {
  const place = {
    installation: "7K3M-Q9TX-0VWB",
    run: "20261121-031200-a1b2c3",
    now: Date.parse("2026-11-22T03:59:59Z"),
  };

  it("is valid for one run of one installation, until it expires", () => {
    const judged = (change: Partial<typeof place>) =>
      refusal(() => requireMeantFor(example.signed, { ...place, ...change }));
    expect(judged({})).toBe("accepted");
    expect(judged({ installation: "0000-0000-0000" })).toEqual({
      code: "UNLOCK_OTHER_INSTALLATION",
      facts: { found: "7K3M-Q9TX-0VWB", expected: "0000-0000-0000" },
    });
    expect(judged({ run: "20261121-031200-ffffff" })).toMatchObject({ code: "UNLOCK_OTHER_RUN" });
    expect(judged({ now: Date.parse("2026-11-22T04:00:00Z") })).toEqual({
      code: "UNLOCK_EXPIRED",
      facts: { date: "2026-11-22" },
    });
  });
});

describe("an installation's name", () => {
  it("is accepted in the forms that people type", () => {
    for (const typed of ["7K3M-Q9TX-0VWB", "7k3m q9tx ovwb", "7K3MQ9TX0VWB", " 7k3m-q9tx-Ovwb "])
      expect(readInstallationName(typed)).toBe("7K3M-Q9TX-0VWB");
    for (const typed of ["", "7K3M-Q9TX", "7K3M-Q9TX-0VWBB", "7K3M-Q9TX-0VWU"])
      expect(readInstallationName(typed)).toBeNull();
  });
});
