/** What the pipeline, the keeper and the gateway need of the manager of the platform's services. */
import type { ServiceSpec } from "../../../shared/manifest.ts";

/** Where a service accepts connections. */
export interface Address {
  readonly host: string;
  readonly port: number;
}
export interface StartedService {
  /** Null where the manager does not say. */
  readonly pid: number | null;
  readonly address: Address;
}
/** How a service ended. `was-stopped`: it did not run. */
export type Stopped = "was-stopped" | "graceful" | "killed";

/**
 * A manager of services: processes of our own, systemd, a supervisor. Every method may be called again after a crash of its
 * caller, and by any process of Superviseur. A method resolves when its effect is there: an exit code of the manager proves nothing.
 */
export interface Services {
  /** True when the manager itself restarts a service that died: Superviseur then does not. */
  readonly keepsAlive: boolean;
  /** Services that were started and not stopped since, whether they live or not; the front first. */
  names(): Promise<string[]>;
  /** False for a name that is not known. */
  isRunning(name: string): Promise<boolean>;
  /** Where the service was started last, whether it lives or not; null when it is not known to be started. */
  address(name: string): Promise<Address | null>;
  /**
   * Starts a service of a release and waits until it accepts connections. Does nothing when that version runs already; a version
   * that runs and is another one is stopped first. `release`: absolute path of the release's folder.
   * @throws CodedError SERVICE_START_FAILED, facts `service`, `version`; SERVICE_STOP_FAILED
   */
  start(spec: ServiceSpec, version: string, release: string): Promise<StartedService>;
  /**
   * Resolves when nothing of the service is left: no process, no child of one, also where the start was never recorded.
   * @throws CodedError SERVICE_STOP_FAILED, fact `service`
   */
  stop(name: string): Promise<Stopped>;
}
