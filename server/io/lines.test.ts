import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { readLines } from "./lines.ts";

async function linesOf(chunks: readonly (string | Buffer)[], max = 20): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, max, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once("close", resolve));
  return lines;
}

it.each([
  ["lines, however they are cut into chunks", ["a", "b\nc", "\n\nd\n"], ["ab", "c", "", "d"]],
  ["a last line without an end", ["a\nb"], ["a", "b"]],
  ["the ends of Windows", ["a\r", "\nb\r\n"], ["a", "b"]],
  ["a character that two chunks share", [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], ["é"]],
  ["nothing", [], []],
])("splits %s", async (_, chunks, lines) => {
  expect(await linesOf(chunks)).toEqual(lines);
});

it("cuts a line that never ends, and passes the next one on whole", async () => {
  const lines = await linesOf([...("x".repeat(50).match(/.{7}/g) ?? []), "\nafter\n"]);
  expect(lines).toEqual(["x".repeat(20), "after"]);
});
