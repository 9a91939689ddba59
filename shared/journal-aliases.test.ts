import { describe, expect, it } from "vitest";
import { runEventSchema } from "./journal.ts";
import { withCurrentNames } from "./journal-aliases.ts";

const read = (event: unknown) => runEventSchema.parse(withCurrentNames(event));

describe("a journal written before 0.2.0", () => {
  it("is read with the current name of reverts", () => {
    const opened = {
      type: "run:opened",
      by: { id: "1", name: "Admin" },
      fileName: "a.tgz",
      fileSize: 1,
      from: "4.7.0",
    };
    expect(read({ ...opened, kind: "return", returns: "20261121-031200-a1b2c3" })).toEqual({
      ...opened,
      kind: "revert",
      reverts: "20261121-031200-a1b2c3",
    });
  });

  it.each([
    ["PROCESS_STAYS", "PROCESS_UNKILLABLE"],
    ["LEFTOVER_STAYS", "CLEANUP_INCOMPLETE"],
    ["RUNNER_UNSTARTABLE", "RUNNER_START_FAILED"],
    ["MARKS_FAILED", "BASELINE_FAILED"],
    ["RETURN_IMPOSSIBLE", "REVERT_IMPOSSIBLE"],
    ["UNLOCK_NOBODY_MAY", "UNLOCK_NO_SUPPORT_KEY"],
  ])("reads %s as %s", (old, code) => {
    expect(read({ type: "run:warned", step: "clean", error: { code: old, facts: {} } })).toMatchObject({
      error: { code },
    });
    expect(read({ type: "run:rolling-back", cause: { code: old, facts: {} } })).toMatchObject({
      cause: { code },
    });
  });

  it("leaves current events as they are", () => {
    const event = {
      type: "run:warned",
      step: "clean",
      error: { code: "CLEANUP_INCOMPLETE", facts: { step: "clean" } },
    };
    expect(withCurrentNames(event)).toEqual(event);
  });
});
