import { expect, test } from "vitest";
import { writePdf } from "./write-pdf.ts";

const source = `# Notice\n${"Une ligne avec des accents : é à œ (et des parenthèses). ".repeat(80)}\n\n## Support\n04 65 71 06 36`;
const pdf = writePdf(source);
const text = pdf.toString("latin1");

test("a reader finds every object where the cross-reference table says", () => {
  expect(text.startsWith("%PDF-1.4\n")).toBe(true);
  expect(text.endsWith("%%EOF\n")).toBe(true);
  const xref = Number(/startxref\n(\d+)\n/.exec(text)?.[1]);
  const table = /^xref\n0 (\d+)\n((?:\d{10} \d{5} [nf] \n)+)trailer/.exec(text.slice(xref));
  const entries = table?.[2]?.match(/.{19}\n/g) ?? [];
  expect(entries).toHaveLength(Number(table?.[1]));
  const found = entries.slice(1).map((entry) => text.slice(Number(entry.slice(0, 10))).split("\n")[0]);
  expect(found).toEqual(entries.slice(1).map((_, index) => `${index + 1} 0 obj`));
});

test("a stream is as long as it says, and long texts go on to a second page", () => {
  const streams = [...text.matchAll(/<< \/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g)];
  expect(streams.length).toBeGreaterThan(1);
  for (const [, length, content] of streams) expect(content).toHaveLength(Number(length));
  expect(text).toContain(`/Count ${streams.length} `);
});

test("accents are WinAnsi, parentheses are escaped, and the same text gives the same bytes", () => {
  expect(text).toContain("accents : \xe9 \xe0 \x9c \\(et");
  expect(writePdf(source)).toEqual(pdf);
});
