import { join } from "node:path";
import { GIVEN, servicesConformance } from "../conformance.ts";
import { processServices, readServiceRecord } from "./driver.ts";

servicesConformance("processes", async (folder) => {
  const directory = join(folder, "state", "services");
  return {
    open: () =>
      processServices({ directory, logDirectory: join(folder, "state", "logs"), environment: GIVEN }),
    async kill(name) {
      const record = readServiceRecord(directory, name);
      if (record === null) throw new Error(`no record of ${name}`);
      process.kill(record.pid, "SIGKILL");
    },
    async close() {},
  };
});
