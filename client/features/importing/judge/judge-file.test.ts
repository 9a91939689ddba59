import { describe, expect, it } from "vitest";
import { CodedError } from "../../../../shared/errors.ts";
import { FOLDER_TYPE, judgeFile, readDropped } from "./judge-file.ts";

function refusal(name: string, { size = 10, type = "" } = {}): CodedError | null {
  try {
    judgeFile({ name, size, type }, "gts");
    return null;
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
}

describe("a file, before a byte of it is sent", () => {
  it("is let through under its own name, also after a second download", () => {
    expect([
      refusal("gts.maj.3.19.274.tgz"),
      refusal("gts.maj.3.19.274 (1).tgz"),
      refusal("gts.maj.ccam-2026.2.tgz"),
    ]).toEqual([null, null, null]);
  });

  it.each([
    ["a folder", "gts.maj.3.19.274", { size: 0, type: FOLDER_TYPE }, "ARCHIVE_IS_FOLDER"],
    ["a ZIP", "gts.maj.3.19.274.zip", {}, "ARCHIVE_IS_ZIP"],
    ["an archive that was decompressed", "gts.maj.3.19.274.tar", {}, "ARCHIVE_IS_TAR"],
    ["any other name", "mise-a-jour.tgz", {}, "ARCHIVE_NAME_INVALID"],
    ["another platform's archive", "tuv3.maj.3.11.45.tgz", {}, "ARCHIVE_WRONG_PLATFORM"],
    ["an empty file", "gts.maj.3.19.274.tgz", { size: 0 }, "ARCHIVE_EMPTY"],
  ])("is refused when it is %s", (_what, name, file, code) => {
    expect(refusal(name, file)?.code).toBe(code);
  });

  it("is distinguished from another platform's with the same facts as on the server", () => {
    expect(refusal("tuv3.maj.3.11.45.tgz")?.facts).toEqual({ found: "tuv3", expected: "gts.maj.X.Y.Z.tgz" });
  });
});

describe("what is dropped on the page", () => {
  const item = (name: string, isDirectory: boolean) => ({
    kind: "file",
    webkitGetAsEntry: () => ({ isDirectory, name }),
    getAsFile: () => new File(["bytes"], name),
  });
  const drop = (items: unknown[]) =>
    readDropped({ dataTransfer: { items, files: [] } as unknown as DataTransfer });

  it("is a file, or one marked entry for a folder and all it holds", async () => {
    const [file, folder] = await drop([item("a.tgz", false), item("extracted", true)]);
    expect([file?.name, file?.size, file?.type]).toEqual(["a.tgz", 5, ""]);
    expect([folder?.name, folder?.type]).toEqual(["extracted", FOLDER_TYPE]);
  });

  it("is nothing when it is a piece of text", async () => {
    expect(await drop([{ kind: "string" }])).toEqual([]);
  });
});
