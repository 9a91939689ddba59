/** What people reach first: it shows the maintenance page, or passes requests on to the front service. */
import type { Address } from "../services/port.ts";
import type { MaskFlag } from "./mask-flag.ts";

/**
 * A front: the gateway in Superviseur's own process, or a server that is not ours. It is the only owner of the mask's truth, which
 * outlives every process. Every method may be called again after a crash of its caller, and by any process of Superviseur.
 */
export interface Front {
  /** When this resolves no new request reaches the platform, except one that carries the flag's token in PROBE_HEADER. A mask that is up is replaced. */
  raiseMask(flag: MaskFlag): Promise<void>;
  /** When this resolves new requests reach the platform. Does nothing when there is no mask. */
  lowerMask(): Promise<void>;
  /** Never throws: a mask that cannot be looked at counts as up. */
  isMasked(): Promise<boolean>;
  /** Null when there is no mask, and when what is there cannot be read: `isMasked` distinguishes the two. Never throws. */
  readMask(): Promise<MaskFlag | null>;
  /** When this resolves requests reach `address`. Called after each start of the front service, also when nothing changed. */
  pointTo(address: Address): Promise<void>;
  /** Where people reach the platform: what probes ask. Null while the front is not known to accept requests. */
  probeUrl(): Promise<string | null>;
}
