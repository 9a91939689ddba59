import type { Layer } from "../layer.ts";
import { child } from "./child.ts";
import { clock } from "./clock.ts";
import { diskFull } from "./disk-full.ts";
import { journal } from "./journal.ts";
import { powerCut } from "./power-cut.ts";
import { second } from "./second.ts";
import { syscallError } from "./syscall-error.ts";
import { syscallKill } from "./syscall-kill.ts";
import { web } from "./web.ts";

export const LAYERS = {
  journal,
  second,
  "syscall-kill": syscallKill,
  "syscall-error": syscallError,
  child,
  "disk-full": diskFull,
  "power-cut": powerCut,
  clock,
  web,
} as const satisfies Readonly<Record<string, Layer>>;
export type LayerName = keyof typeof LAYERS;
export const LAYER_NAMES = Object.keys(LAYERS) as LayerName[];
export const layerOf = (name: LayerName): Layer => LAYERS[name];
