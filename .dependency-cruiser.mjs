import { IMPORT_RULES } from "./scripts/import-rules.ts";

export default {
  forbidden: IMPORT_RULES,
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(var|dist)/" },
    moduleSystems: ["es6"],
    parser: "swc",
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".json"] },
  },
};
