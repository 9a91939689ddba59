/** Archives that must be refused: each is made by the project's own packer and then has one thing wrong. */
import { cp, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32, deflateRawSync, gunzipSync } from "node:zlib";
import { GZIP_HEADER } from "../server/archive/gunzip.ts";
import { createKeyRing, type KeyRing, loadKeyRing } from "../server/vendor/keys.ts";
import { archiveBytes } from "../server/vendor/write.ts";
import { archive, badArchive, EXPIRED_ON, folder, keysDirectory } from "./places.ts";
import { type Draft, repack } from "./repack.ts";

const GOOD = "planidemo.maj.4.7.0.tgz";
const DAY_MS = 24 * 60 * 60 * 1000;

async function write(kind: string, name: string, bytes: Uint8Array | string): Promise<void> {
  const file = badArchive(kind, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}

/** Correctly signed; only the manifest differs. */
const packAs = (kind: string, source: string, changes: Draft, keys: KeyRing): Promise<void> =>
  repack({ source, changes, files: {}, keys, out: dirname(badArchive(kind, "x")) });

/** What an ordinary tool makes of a folder. */
async function ordinaryTgz(): Promise<Buffer> {
  const content = Buffer.from("console.log(1);\n");
  const pieces: Buffer[] = [];
  for await (const piece of archiveBytes(
    [{ name: "portal/server.ts", size: content.length, mode: 0o644, content }],
    0,
  ))
    pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The same archive with one byte of one payload file changed and valid compression. */
function withChangedByte(bytes: Buffer): Buffer {
  const tar = gunzipSync(bytes);
  const at = tar.indexOf("portal/server.ts\0") + 512 + 10;
  tar[at] = (tar[at] ?? 0) ^ 1;
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tar), 0);
  trailer.writeUInt32LE(tar.length % 2 ** 32, 4);
  return Buffer.concat([GZIP_HEADER, deflateRawSync(tar), trailer]);
}

export async function buildBadArchives(): Promise<void> {
  const good = await readFile(archive(GOOD));
  await write("not-gzip", GOOD, "Bonjour, ceci est un courrier.\n".repeat(50));
  await write("zip", GOOD, Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(600)]));
  await write("tar", GOOD, gunzipSync(good));
  await write("empty", GOOD, "");
  await write("truncated", GOOD, good.subarray(0, Math.floor(good.length * 0.7)));
  await write("changed-byte", GOOD, withChangedByte(good));
  await write("wrong-name", "planidemo.maj.4.7.9.tgz", good);
  await write("other-platform", "gts.maj.4.7.0.tgz", good);
  await write("not-an-archive-name", "mise-a-jour.tgz", good);
  const trusted = await loadKeyRing(keysDirectory());
  const unknownKeys = await createKeyRing(join(folder(), "unknown-keys"), { now: Date.now() });
  await packAs("unknown-signer", "4.7.0", {}, unknownKeys);
  const signed = { now: Date.parse(EXPIRED_ON) - DAY_MS, expires: Date.parse(EXPIRED_ON) };
  await repack({
    source: "4.7.0",
    changes: {},
    files: {},
    keys: trusted,
    signed,
    out: dirname(badArchive("expired", GOOD)),
  });
  await write("unsigned", GOOD, await ordinaryTgz());
  // Another platform's archive, under a name that this platform would accept.
  await packAs("renamed", "4.7.0", { prefix: "gts" }, trusted);
  await rename(badArchive("renamed", "gts.maj.4.7.0.tgz"), badArchive("renamed", GOOD));
  await packAs("older", "4.6.2", { version: "4.6.1" }, trusted);
  await packAs("installed", "4.6.2", {}, trusted);
  await packAs("intermediate", "4.7.0", { version: "4.9.0", minFrom: "4.8.0" }, trusted);
  await packAs("full-disk", "4.7.0", { version: "4.7.5", requirements: NEEDS_AN_EMPTY_DISK }, trusted);
  // What a browser passes on when the archive was unpacked and its folder is dropped.
  await cp(join(folder(), "archives"), join(folder(), "bad", "folder", "planidemo.maj.4.7.0"), {
    recursive: true,
  });
}

const NEEDS_AN_EMPTY_DISK = {
  platform: "4.6.0",
  cpu: { minimum: 1, recommended: 1 },
  memory: { minimum: 1024, recommended: 1024 },
  disk: { minimum: 100, recommended: 100 },
};
