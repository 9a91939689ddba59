import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { PDFDocument } from "pdf-lib";
import { expect, test } from "vitest";
import { writePdf } from "./write-pdf.ts";

const RELEASES = fileURLToPath(new URL("./releases/", import.meta.url));
const source = `# Notice\n${"Une ligne avec des accents : é à œ (et des parenthèses). ".repeat(80)}\n\n## Support\n04 65 71 06 36`;

/** What the pages draw, in order: pdf-lib writes each line as a hexadecimal WinAnsi string. */
function textOf(pdf: Uint8Array): string {
  const bytes = Buffer.from(pdf);
  const drawn: string[] = [];
  for (let at = bytes.indexOf("stream\n"); at !== -1; at = bytes.indexOf("stream\n", at + 1)) {
    if (bytes.toString("latin1", at - 3, at) === "end") continue;
    const content = inflateSync(bytes.subarray(at + 7, bytes.indexOf("\nendstream", at))).toString("latin1");
    for (const [, hex = ""] of content.matchAll(/<([0-9A-F]+)> Tj/g))
      drawn.push(new TextDecoder("windows-1252").decode(Buffer.from(hex, "hex")));
  }
  return drawn.join(" ").replace(/[\u00a0 ]+/g, " ");
}

test("the same text gives the same bytes", async () => {
  expect(await writePdf(source)).toEqual(await writePdf(source));
});

test("a reader finds the title, the language, and as many pages as the text needs", async () => {
  const pdf = await PDFDocument.load(await writePdf(source), { updateMetadata: false });
  expect([pdf.getTitle(), pdf.getPageCount(), pdf.getCreationDate()?.toISOString()]).toEqual([
    "Notice",
    2,
    "2026-01-01T00:00:00.000Z",
  ]);
});

test("every word is drawn, accents and parentheses included", async () => {
  expect(textOf(await writePdf(source))).toBe(
    source
      .replace(/^#+ /gm, "")
      .replaceAll("\n", " ")
      .replace(/[\u00a0 ]+/g, " "),
  );
});

test.each(
  readdirSync(RELEASES).filter((version) => readdirSync(join(RELEASES, version)).includes("notice.txt")),
)("the notice of %s names its version and whom to call", async (version) => {
  const text = textOf(await writePdf(readFileSync(join(RELEASES, version, "notice.txt"), "utf8")));
  expect(text).toContain(version.replace(/^ccam-/, ""));
  expect(text).toContain("04 65 71 06 36");
});
