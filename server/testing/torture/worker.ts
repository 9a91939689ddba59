/** One worker of a torture: takes cases, gives back what was found. Ends when the one who deals is gone. */
import { loadBench } from "./bench.ts";
import { type CaseName, runCase } from "./torture-case.ts";

const [directory = "", keep] = process.argv.slice(2);
const bench = loadBench(directory);
// What no promise caught belongs to the case at work.
const loose: string[] = [];
process.on("unhandledRejection", (reason) => void loose.push(`unhandled: ${reason instanceof Error ? reason.stack : String(reason)}`));
process.on("message", (name: CaseName) => {
  void runCase(bench, name, keep === "keep").then((result) => {
    process.send?.({ ...result, faults: [...result.faults, ...loose.splice(0)] });
  });
});
process.once("disconnect", () => process.exit());
