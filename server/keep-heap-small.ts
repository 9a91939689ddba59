/**
 * Imported first: a young generation of 2 MiB instead of 16. This process passes bytes on and keeps little, so that a larger
 * one only lets dead buffers pile up. The hospital's server has its platform to run (measured at rest: 131 MB resident instead of 142).
 */
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--max-semi-space-size=2");
setFlagsFromString("--semi-space-growth-factor=1");
