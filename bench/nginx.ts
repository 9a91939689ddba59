/** The other way to receive a file: nginx from Debian, writing what curl puts to disk. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort } from "../server/io/free-port.ts";
import { say } from "./measure.ts";
import { run } from "./run.ts";

const NGINX = "/usr/sbin/nginx";
const CURL = "/usr/bin/curl";
const START_ATTEMPTS = 200;

/** As root installs what is missing. @throws Error whose message is the one command to run */
async function requirePackages(): Promise<void> {
  const missing = [
    ["nginx", NGINX],
    ["curl", CURL],
  ].flatMap(([name = "", file = ""]) => (existsSync(file) ? [] : [name]));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    throw new Error(
      `The comparison needs nginx and curl. Run this once, then again:\n\n  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${missing.join(" ")}'\n`,
    );
  say(`installing ${missing.join(", ")}`);
  // Without a runlevel Debian's scripts start no service of their own.
  const unattended = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  await run(["apt-get", "update"], unattended);
  await run(["apt-get", "install", "-y", "--no-install-recommends", ...missing], unattended);
}

const configuration = (folder: string, port: number): string => `
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
pid ${folder}/nginx.pid;
error_log stderr crit;
worker_processes auto;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  client_max_body_size 0;
  proxy_temp_path ${folder}/t1; fastcgi_temp_path ${folder}/t2; uwsgi_temp_path ${folder}/t3; scgi_temp_path ${folder}/t4;
  server {
    listen 127.0.0.1:${port};
    root ${folder}/files;
    location / { dav_methods PUT; }
  }
}
`;

export interface Nginx {
  readonly url: string;
  /** The folder that receives what is put. */
  readonly files: string;
  stop(): Promise<void>;
}

/** `folder` is made, and gone after `stop`. */
export async function startNginx(folder: string): Promise<Nginx> {
  await requirePackages();
  const files = join(folder, "files");
  await mkdir(files, { recursive: true });
  const port = await freePort();
  await writeFile(join(folder, "nginx.conf"), configuration(folder, port));
  const child = spawn(NGINX, ["-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < START_ATTEMPTS && child.exitCode === null; attempt++) {
    if (await answers(url)) return { url, files, stop };
    await setTimeout(20);
  }
  await stop();
  throw new Error("nginx does not answer; see its messages above");
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}
