/** In a process of its own: a local archive verified, hashed, staged and synced, as the server does it. */
import { firstTrust } from "../../server/archive/trust.ts";
import { loadTrustedRoot } from "../../server/archive/trust-store.ts";
import { verifyInSubprocess } from "../../server/intake/verify-in-subprocess.ts";

export interface ReadLocal {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly trustRoot: string;
  readonly staging: string;
}

const { file, size, trustRoot, staging }: ReadLocal = JSON.parse(process.argv[2] ?? "");
const reading = verifyInSubprocess({
  file,
  size,
  trust: firstTrust(await loadTrustedRoot(trustRoot)),
  now: Date.now(),
  staging,
  judge: () => {},
});
console.log(JSON.stringify(await reading.done));
