import { describe, expect, it } from "vitest";
import { wantedHere, wantedOf } from "./wanted.ts";

const LINK = { pathname: "/mises-a-jour/import", search: "?prefix=gts&release=3.19.274" };

describe("where a user wanted to go", () => {
  it("is kept through the login with its parameters", () => {
    expect(wantedOf(wantedHere(LINK))).toBe("/mises-a-jour/import?prefix=gts&release=3.19.274");
  });

  it("is kept also when the password must be changed in between", () => {
    const passed = wantedHere({ pathname: "/mot-de-passe", search: "", state: wantedHere(LINK) });
    expect(wantedOf(passed)).toBe("/mises-a-jour/import?prefix=gts&release=3.19.274");
  });

  it.each([
    null,
    undefined,
    {},
    { wanted: "//evil.example" },
    { wanted: "/\\evil.example" },
    { wanted: "https://evil.example" },
    { wanted: 7 },
  ])("is the first page when it is %j", (state) => {
    expect(wantedOf(state)).toBe("/mises-a-jour");
  });
});
