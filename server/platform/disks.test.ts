import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { rememberDisks, requireDisks } from "./disks.ts";
import { loadPlatformFile, type PlatformConfig } from "./platform-file.ts";

let directory: string;
let disk: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "superviseur-disks-")));
  disk = join(directory, "disk");
  for (const folder of ["platform", "state", "disk/data"])
    mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(disk, "data", "app.sqlite"), "");
  symlinkSync(join(disk, "data"), join(directory, "platform", "data"));
  writeFileSync(
    join(directory, "superviseur.yaml"),
    'name: P\nprefix: p\nroot: platform\nstate: state\nlisten: {port: 0}\nsupport: {name: S, phone: "1", email: s@example.org}\ndatabase: {engine: sqlite, file: data/app.sqlite}\n',
  );
});
afterEach(() => rmSync(directory, { recursive: true }));
const config = (): PlatformConfig => loadPlatformFile(join(directory, "superviseur.yaml"));
const disks = (): string => join(directory, "state", "disks.json");
/** As if a disk had been mounted on `disk` when it was remembered. */
const onADisk = (mounted: string): void =>
  writeFileSync(
    disks(),
    JSON.stringify({
      [join(directory, "platform")]: "/",
      [join(directory, "platform", "data", "app.sqlite")]: mounted,
    }),
  );

it("asks for nothing that it does not remember", async () => {
  await requireDisks(config());
  await rememberDisks(config());
  await requireDisks(config());
});

it("knows a database behind a link that leads nowhere while its disk is away, and does not forget the disk", async () => {
  onADisk(disk);
  // The mount point without the disk: empty.
  renameSync(join(disk, "data"), join(directory, "away"));
  const missing = {
    code: "DISK_MISSING",
    facts: { disk, subject: join(directory, "platform", "data", "app.sqlite"), file: disks() },
  };
  await expect(requireDisks(config())).rejects.toMatchObject(missing);
  await rememberDisks(config());
  await expect(requireDisks(config())).rejects.toMatchObject(missing);
});

it("learns where data has moved to, and forgets what is no longer named", async () => {
  onADisk("/");
  await rememberDisks(config());
  await requireDisks(config());
  writeFileSync(disks(), JSON.stringify({ "/srv/old-data": "/srv/old-data" }));
  await requireDisks(config());
  writeFileSync(disks(), "not JSON");
  await requireDisks(config());
});
