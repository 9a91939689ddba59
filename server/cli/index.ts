#!/usr/bin/env node
/** `superviseur`: exit 0 when it is done or true, 1 when it is refused or failed, 2 when it could not be tried. */
import { run } from "./run.ts";
import { worldOf } from "./world.ts";

process.exitCode = await run(process.argv.slice(2), worldOf(process));
