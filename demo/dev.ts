/** `npm run dev`: the server restarts when its files change, the client is replaced in the page as it is edited. */
import { spawn } from "node:child_process";
import { createServer } from "vite";
import { DEFAULT_PORT } from "./places.ts";

const backend = `http://127.0.0.1:${process.env.PORT ?? DEFAULT_PORT}`;
const server = spawn(
  process.execPath,
  [
    "--watch",
    "--watch-path=server",
    "--watch-path=shared",
    "--watch-path=demo",
    "demo/start.ts",
    "--no-build",
  ],
  { stdio: "inherit" },
);

// Host is kept, so that the server's check of Origin against Host holds here as well.
const proxied = { target: backend, changeOrigin: false, ws: true };
const client = await createServer({
  server: {
    proxy: { "/superviseur/api": proxied, "/superviseur/socket.io": proxied, "^/(?!superviseur)": proxied },
  },
});
await client.listen();
client.printUrls();

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.kill(signal);
    void client.close().then(() => process.exit(0));
  });
}
