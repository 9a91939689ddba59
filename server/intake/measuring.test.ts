/** What is measured before consent, and measured again. */
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { admin, GIB, type TinyIntake, tinyIntake } from "../testing/tiny-intake.ts";

let bench: TinyIntake;
beforeEach(async () => {
  bench = await tinyIntake();
});
afterEach(() => bench.close());

it("prerequisites that block do so until they are measured well, without another upload", async () => {
  const runId = await bench.importing(await bench.vendor.pack("1.1.0"));
  bench.instruments.machine = () => ({ cores: 2, memory: 32 * GIB });
  expect(await refusal(bench.intake.start(admin, runId, { warningsAccepted: true }))).toMatchObject({
    code: "PREREQUISITE_BLOCKING",
  });
  expect(await bench.intake.measure(runId)).toMatchObject({
    phase: "reviewing",
    checks: expect.arrayContaining([
      expect.objectContaining({ id: "cpu", outcome: "blocking", measured: 2 }),
    ]),
  });
  bench.instruments.machine = () => ({ cores: 8, memory: 32 * GIB });
  await bench.intake.start(admin, runId, { warningsAccepted: false });
  expect(bench.launched).toEqual([runId]);
});

it("prerequisites that warn must be accepted, and the acceptance is recorded; below 16 GB the log says so", async () => {
  bench.instruments.machine = () => ({ cores: 8, memory: 12 * GIB });
  const runId = await bench.importing(await bench.vendor.pack("1.1.0"));
  expect(
    bench.tiny.log
      .range(runId, 1, 100)
      .filter(({ level }) => level === "warning")
      // French sets a no-break space before its colon.
      .map(({ text }) => text.replaceAll(/[\u00a0\u202f]/g, " ")),
  ).toEqual([`mémoire : ${12 * GIB} octets, préconisé ${16 * GIB}`]);
  expect(await refusal(bench.intake.start(admin, runId, { warningsAccepted: false }))).toMatchObject({
    code: "WARNINGS_NOT_ACCEPTED",
  });
  expect(await bench.intake.start(admin, runId, { warningsAccepted: true })).toMatchObject({
    consent: { warningsAccepted: ["memory"] },
  });
});

it("a disk too small for the update blocks", async () => {
  const runId = await bench.importing(await bench.vendor.pack("1.1.0"));
  bench.instruments.fileSystem = async () => ({
    mountPoint: "/",
    device: 1,
    free: 12_000,
    total: 24_000,
    freeInodes: null,
  });
  expect((await bench.intake.measure(runId)).checks).toContainEqual(
    expect.objectContaining({ id: "space", outcome: "blocking", measured: 12_000 }),
  );
});

it("a link that leads out of the data folders blocks until it is gone, without another upload", async () => {
  const runId = await bench.importing(await bench.vendor.pack("1.1.0"));
  const [data = ""] = bench.tiny.platform.config.dataDirectories;
  const outside = join(dirname(bench.tiny.platform.config.root), "nas");
  mkdirSync(outside);
  symlinkSync(outside, join(data, "images"));
  expect((await bench.intake.measure(runId)).checks).toContainEqual({
    id: "dataLink",
    unit: "path",
    subject: join(data, "images"),
    measured: outside,
    required: null,
    recommended: null,
    outcome: "blocking",
  });
  expect(await refusal(bench.intake.start(admin, runId, { warningsAccepted: true }))).toMatchObject({
    code: "PREREQUISITE_BLOCKING",
  });
  expect(bench.tiny.journal.state(runId)).toMatchObject({ phase: "reviewing" });
  rmSync(join(data, "images"));
  await bench.intake.start(admin, runId, { warningsAccepted: false });
  expect(bench.launched).toEqual([runId]);
});
