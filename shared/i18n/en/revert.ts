import type { Catalogue } from "../catalogue.ts";
import type { revert as french } from "../fr/revert.ts";

export const revert: Catalogue<typeof french> = {
  back: "Go back to version {{to}}",
  backData: "Go back to before {{undoes}}",
  card: {
    title: "Go back to the previous version",
    text: "The update {{undoes}}, finished on {{date}}, can still be undone.",
    open: "See what that would lose",
  },
  intro:
    "The update {{undoes}}, finished on {{date}}, will be undone: the platform becomes exactly what it was on {{taken}}.",
  toImport: "Back to Import",
  see: "See the operation {{run}}",
  obstacle: {
    title: "Going back is not possible at the moment.",
    "no-update":
      "The version in place does not come from an update that succeeded: there is nothing to undo.",
    "run-open": "Another operation is under way: wait until it has ended.",
    intervention: "The platform is waiting for support to intervene.",
    locked: "The last attempt to go back failed: call support, who can unlock it.",
    "release-gone": "The previous version is no longer on this server.",
    "restore-point-gone":
      "The restore point is no longer there, or the database and the data have moved since.",
    "baseline-gone":
      "What would be lost cannot be counted: the marks could not be written during the update.",
  },
  losses: {
    title: "What would be lost",
    why: "Nothing that was written since the update exists in the previous version.",
    counting: "Reading the database, row by row. The platform stays available.",
    progress: "{{done}} rows read of about {{expected}}",
    estimate: "Estimated time: {{duration}}",
    countedAt: "Counted at {{time}}; the platform goes on writing.",
    again: "Count again",
    nothing: "Nothing was written since the update: nothing would be lost.",
    total: "{{what}} since the update",
    rows_one: "{{n}} row written",
    rows_other: "{{n}} rows written",
    files_one: "{{n}} file written",
    files_other: "{{n}} files written",
    first: {
      inserted_one: "{{n}} row added",
      inserted_other: "{{n}} rows added",
      changed_one: "{{n}} row changed",
      changed_other: "{{n}} rows changed",
      deleted_one: "{{n}} row deleted",
      deleted_other: "{{n}} rows deleted",
    },
    next: {
      inserted_one: "{{n}} added",
      inserted_other: "{{n}} added",
      changed_one: "{{n}} changed",
      changed_other: "{{n}} changed",
      deleted_one: "{{n}} deleted",
      deleted_other: "{{n}} deleted",
    },
    firstFile: {
      added_one: "{{n}} file added",
      added_other: "{{n}} files added",
      changed_one: "{{n}} file changed",
      changed_other: "{{n}} files changed",
      deleted_one: "{{n}} file deleted",
      deleted_other: "{{n}} files deleted",
    },
    nextFile: {
      added_one: "{{n}} added",
      added_other: "{{n}} added",
      changed_one: "{{n}} changed",
      changed_other: "{{n}} changed",
      deleted_one: "{{n}} deleted",
      deleted_other: "{{n}} deleted",
    },
    inTable: "{{what}} in {{table}}",
    inFolders: "{{what}} in the data folders",
    kept: "The present state is copied behind the maintenance page and kept on the server for a while: support can find a row again in it.",
  },
  how: {
    title: "What is going to happen",
    masked: "The platform will be under maintenance for about {{duration}}.",
    safe: "If anything fails, version {{from}} comes back with all that was written to it, down to the last row.",
  },
  agree: "I have read what would be lost and I accept it, in agreement with the IT department.",
  missing: "Tick the box above first.",
  uncounted: "Wait until everything has been counted.",
  dialogText:
    "Everything written since the update will be gone from the platform. Enter your password to confirm.",
};
