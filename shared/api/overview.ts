/** What every page shows: the platform, support, the open update. */
import type { ErrorReport } from "../errors.ts";
import type { RunState } from "../run-state.ts";

/** GET /public → PublicView: what the login page may show; no session needed. */
export interface PublicView {
  readonly platform: string;
  readonly support: SupportContact;
  readonly language: "fr" | "en";
  /** Superviseur's own, `0.2.0`. */
  readonly version: string;
}
export interface SupportContact {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
}
/** GET /overview → Overview. Permission run:follow. */
export interface Overview {
  readonly platform: {
    readonly name: string;
    readonly prefix: string;
    readonly version: string;
    readonly datasets: Readonly<Record<string, string>>;
    /** No release older than this may be installed. */
    readonly floor: string | null;
  };
  /** Superviseur's own version, `0.2.0`. */
  readonly superviseur: string;
  readonly masked: boolean;
  /** Why the open run can neither proceed nor roll back until an administrator acts; normally null. */
  readonly obstacle: ErrorReport | null;
  /** Identifies this installation to support, on the telephone: an unlock is valid for it alone. */
  readonly installation: string;
  readonly support: SupportContact;
  /** The run that has not ended, if any, else null. */
  readonly openRun: RunState | null;
  /** The run that ended last, if any. */
  readonly lastRun: RunState | null;
  /** Unix ms: the server's clock, for durations on screen. */
  readonly now: number;
}
