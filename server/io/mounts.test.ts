import { expect, it } from "vitest";
import { mountPoints, mountPointsIn } from "./mounts.ts";

it("reads mount points, also with spaces in their names", () => {
  const table = [
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
    "35 22 8:17 / /srv/imagerie\\040médicale rw - ext4 /dev/sdb1 rw",
    "",
  ].join("\n");
  expect(mountPointsIn(table)).toEqual(["/", "/srv/imagerie médicale"]);
});

it("knows this machine's", async () => {
  expect(await mountPoints()).toEqual(expect.arrayContaining(["/", "/proc"]));
});
