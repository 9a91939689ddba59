import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOSTILE_CLASSES } from "../../robustness/archives/classes.ts";
import { hostileWorld, type TemporaryWorld } from "../../robustness/archives/hostile-world.ts";
import { tryClass, type Way } from "../../robustness/archives/try-class.ts";

let world: TemporaryWorld;
beforeAll(async () => {
  world = await hostileWorld();
});
afterAll(() => world.remove());

const DOCUMENTATION = fileURLToPath(new URL("../../docs/hostile-archives.md", import.meta.url));

describe("the table of hostile and odd archives", () => {
  it("is described with the numbers that it has", async () => {
    const text = await readFile(DOCUMENTATION, "utf8");
    const topics = Map.groupBy(HOSTILE_CLASSES, ({ name }) => name.split("/")[0]);
    for (const [topic, classes] of topics) expect(text).toContain(`| \`${topic}\` | ${classes.length} |`);
    expect(text).toContain(`${HOSTILE_CLASSES.length} classes in`);
    expect(text).toContain(
      `${HOSTILE_CLASSES.filter(({ expected }) => expected === "accepted").length} classes are accepted`,
    );
  });

  it("has hundreds of classes, each once", () => {
    expect(new Set(HOSTILE_CLASSES.map(({ name }) => name)).size).toBe(HOSTILE_CLASSES.length);
    expect(HOSTILE_CLASSES.length).toBeGreaterThan(500);
  });

  it("says of each odd archive that is accepted why that does no harm", () => {
    const unexplained = HOSTILE_CLASSES.filter(
      ({ expected, because }) => expected === "accepted" && !because,
    );
    expect(unexplained).toEqual([]);
  });
});

/** A thread for each archive takes its time; it does nothing but inflate, so it sees what differs there. `npm run test:hostile` tries all. */
const waysOf = (name: string): Way[] =>
  name.startsWith("gzip/") ? ["whole", "chunks", "file"] : ["whole", "chunks"];

describe.each(HOSTILE_CLASSES)("$name", (one) => {
  it(`gets ${one.expected}, and nothing else happens`, async () => {
    expect(await tryClass(one, world, waysOf(one.name))).toEqual({
      name: one.name,
      expected: one.expected,
      got: one.expected,
      faults: [],
      passed: true,
    });
  });
});
