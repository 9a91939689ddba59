import type { Logger } from "pino";
import type { ErrorReport } from "../../shared/errors.ts";
import type { Access } from "../access/access.ts";
import type { DropFolder } from "../intake/drop-folder.ts";
import type { Intake } from "../intake/intake.ts";
import type { Clock } from "../io/clock.ts";
import type { Journal } from "../journal/journal.ts";
import type { RunLog } from "../journal/run-log.ts";
import type { JournalTail } from "../journal/tail.ts";
import type { PlatformConfig } from "../platform/platform-file.ts";
import type { Revert } from "../revert/revert.ts";
import type { Unlocking } from "../support/unlocking.ts";
import type { Installed } from "./installed-view.ts";

/** What the HTTP routes and the socket are built from. */
export interface Components {
  readonly config: PlatformConfig;
  readonly journal: Journal;
  readonly log: RunLog;
  readonly tail: JournalTail;
  readonly intake: Intake;
  readonly dropFolder: DropFolder;
  readonly revert: Revert;
  readonly unlocking: Unlocking;
  readonly access: Access;
  /** Names this installation to support. */
  readonly installation: string;
  installed(): Installed;
  masked(): Promise<boolean>;
  /** Why an open run neither continues nor rolls back; null when it does. */
  blocker(): Promise<ErrorReport | null>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The built client, or null when the development server serves it. */
  readonly clientDirectory: string | null;
}
