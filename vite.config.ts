import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: "client",
  base: "/superviseur/",
  plugins: [react()],
  build: { outDir: "../dist/client", emptyOutDir: true, chunkSizeWarningLimit: 1200, assetsInlineLimit: 0 },
  test: {
    root: ".",
    include: ["{shared,server,robustness,client,demo,scripts,bench}/**/*.test.{ts,tsx}"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
  },
});
