/** The web process alone: `node server/index.ts --platform superviseur.yaml [--port N]` is `superviseur serve` without the other commands. */
import "./keep-heap-small.ts";
import { execute } from "./cli/execute.ts";
import { serveCommand } from "./cli/serve.ts";
import { worldOf } from "./cli/world.ts";

const words = process.argv.slice(2);
process.exitCode = await execute(words.length === 0 ? ["--help"] : words, worldOf(process), serveCommand);
