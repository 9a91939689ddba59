import { describe, expect, it } from "vitest";
import { unlockEffect } from "./unlock-effect.ts";

describe("an unlock", () => {
  it("after a rollback lets the administrator start again: import the archive, or request the revert", () => {
    expect(unlockEffect({ outcome: "rolled-back", kind: "update" }, "retry")).toBe("again");
    expect(unlockEffect({ outcome: "rolled-back", kind: "revert" }, "retry")).toBe("againRevert");
  });

  it("where support must intervene says what Superviseur then does", () => {
    for (const action of ["retry", "go-back", "accept"] as const)
      expect(unlockEffect({ outcome: "intervention", kind: "update" }, action)).toBe(action);
    expect(unlockEffect({ outcome: "intervention", kind: "revert" }, "go-back")).toBe("goBackRevert");
    expect(unlockEffect({ outcome: "intervention", kind: "revert" }, "retry")).toBe("retry");
  });
});
