import type { Layer } from "../layer.ts";
import { journal } from "./journal.ts";

export const LAYERS = { journal } as const satisfies Readonly<Record<string, Layer>>;
export type LayerName = keyof typeof LAYERS;
export const LAYER_NAMES = Object.keys(LAYERS) as LayerName[];
export const layerOf = (name: LayerName): Layer => LAYERS[name];
