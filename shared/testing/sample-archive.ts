/** The pieces of an archive made by hand, for tests of what reads its head. The signatures are words only. */
export const BLOCK = 512;
export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A tar entry as any tar program writes it; `change` may spoil the header before its checksum is made. */
export function entry(
  name: string,
  content: string,
  change: (header: Uint8Array) => void = () => {},
): Uint8Array {
  const body = encode(content);
  const bytes = new Uint8Array(BLOCK + Math.ceil(body.length / BLOCK) * BLOCK);
  const header = bytes.subarray(0, BLOCK);
  const put = (text: string, at: number): void => header.set(encode(text), at);
  put(name, 0);
  for (const at of [100, 108, 116]) put("0000644\0", at);
  put(`${body.length.toString(8).padStart(11, "0")}\0`, 124);
  put("00000000000\0", 136);
  put("0ustar", 156);
  put("ustar\x0000", 257);
  header.fill(0, 157, 257);
  change(header);
  header.fill(0x20, 148, 156);
  put(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
  );
  bytes.set(body, BLOCK);
  return bytes;
}

export const MANIFEST = {
  kind: "release",
  prefix: "gts",
  version: "3.19.274",
  channel: "stable",
  publishedAt: "2026-11-20T08:00:00Z",
  minFrom: "3.18.0",
  order: ["a.txt", "b.txt"],
  interruption: "none",
  services: [{ name: "portal", command: ["node", "a.txt"] }],
};
const SIGNATURES = [{ keyid: "k1", sig: "00" }];
export const channel = (signed: Record<string, unknown> = {}, signatures: unknown = SIGNATURES): string =>
  JSON.stringify({
    signatures,
    signed: {
      version: 1,
      expires: "2028-11-20T08:00:00Z",
      targets: { "a.txt": { length: 7, hashes: {} }, "b.txt": { length: 35, hashes: {} } },
      "x-release": MANIFEST,
      ...signed,
    },
  });

export const FORMAT = entry("META/FORMAT", "superviseur-archive/1\n");
export const ROOT = entry("META/root/1.root.json", "{}");
export const TARGETS = entry("META/targets.json", JSON.stringify({ signatures: SIGNATURES, signed: {} }));
export const STABLE = entry("META/stable.json", channel());
export const PAYLOAD = entry("a.txt", "content");
