/** Which record may follow in which phase of a run. */
import type { RunEvent, RunEventType } from "./journal.ts";

const PHASES = ["receiving", "reviewing", "running", "rolling-back", "finishing", "ended"] as const;
export type Phase = (typeof PHASES)[number];

type StepEvent = Extract<RunEvent, { direction: unknown }>["type"];
/** Their direction distinguishes a step's events. */
type EventKey = Exclude<RunEventType, "run:opened" | StepEvent> | `${StepEvent} ${"do" | "undo"}`;

const BEFORE_CONSENT = ["receiving", "reviewing"] as const;
const ACTIVE = ["running", "rolling-back", "finishing"] as const;
/** A runner may report after its last record, while it releases what it holds. */
const ACTIVE_AND_AFTER = [...ACTIVE, "ended"] as const;
/** The web process's steps come before `running`; but consent is done once the run is running. */
const FORWARD = ["receiving", "reviewing", "running", "finishing"] as const;
const BACK = ["rolling-back"] as const;

const LEGAL_IN: { readonly [K in EventKey]: readonly Phase[] } = {
  "archive:identified": ["receiving"],
  "archive:staged": ["receiving"],
  "run:measured": BEFORE_CONSENT,
  // The runner plans again with what the rehearsal measured.
  "run:planned": [...BEFORE_CONSENT, "running"],
  "run:consented": ["reviewing"],
  "runner:started": ACTIVE,
  "runner:failed": ACTIVE_AND_AFTER,
  "step:skipped": ["running", "finishing"],
  "step:intended do": FORWARD,
  "step:effected do": FORWARD,
  "step:done do": FORWARD,
  "step:failed do": FORWARD,
  "step:intended undo": BACK,
  "step:effected undo": BACK,
  "step:done undo": BACK,
  "step:failed undo": BACK,
  "run:warned": ACTIVE_AND_AFTER,
  "run:cancel-requested": ["running"],
  "run:rolling-back": ["running"],
  "run:committed": ["running"],
  "run:unlocked": ["ended"],
  "run:ended": [...BEFORE_CONSENT, ...ACTIVE],
};

export function isLegal(phase: Phase, event: Exclude<RunEvent, { type: "run:opened" }>): boolean {
  const key: EventKey = "direction" in event ? `${event.type} ${event.direction}` : event.type;
  return LEGAL_IN[key].includes(phase);
}
