/** A vendor of several people, by the command line: a key each, two of three for root and stable, one for the rest. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commandLine, type Said } from "./command-line.ts";
import { manifestOf } from "./tiny-platform.ts";

export const PASSPHRASE = "orage de novembre";
const PEOPLE = [
  "root-a",
  "root-b",
  "root-c",
  "targets-a",
  "stable-a",
  "stable-b",
  "stable-c",
  "unstable-a",
] as const;

export interface TinyCeremony {
  /** Absolute path below the vendor's folder. */
  at(...parts: string[]): string;
  /** `superviseur vendor …`, with the passphrase in the environment. */
  vendor(...words: string[]): Promise<Said>;
  /** The same, which must succeed; its JSON. */
  done(...words: string[]): Promise<Record<string, unknown>>;
  /** The same, whatever comes of it: exit code and JSON. */
  asked(...words: string[]): Promise<{ readonly code: number; readonly answer: Record<string, unknown> }>;
  /** `archive verify` against the first root. */
  verify(file: string, root?: string): ReturnType<TinyCeremony["asked"]>;
  /** A copy of the trust folder, to change. */
  trustCopy(name: string): Promise<string>;
  idOf(name: string): Promise<string>;
  key(name: string): string;
  pub(name: string): string;
  /** Makes one more key. */
  newKey(name: string): Promise<void>;
  /** Signs a root or targets document. */
  sign(file: string, ...names: string[]): Promise<void>;
  /** Writes a release folder and answers its unsigned document. */
  build(version: string, ...options: string[]): Promise<string>;
  /** Builds, signs as stable-a and stable-b, packs; answers the archive. */
  pack(
    version: string,
    options?: { build?: readonly string[]; pack?: readonly string[]; trust?: string },
  ): Promise<string>;
}

export async function tinyCeremony(directory: string): Promise<TinyCeremony> {
  const at = (...parts: string[]): string => join(directory, ...parts);
  const key = (name: string): string => at(`${name}.pem`);
  const pub = (name: string): string => `${key(name)}.pub.json`;
  const vendor = (...words: string[]): Promise<Said> =>
    commandLine(["vendor", ...words], { SUPERVISEUR_KEY_PASSPHRASE: PASSPHRASE, LANG: "en" });
  const asked: TinyCeremony["asked"] = async (...words) => {
    const { code, out } = await vendor(...words, "--json");
    return { code, answer: JSON.parse(out) };
  };
  const done = async (...words: string[]): Promise<Record<string, unknown>> => {
    const said = await vendor(...words, "--json");
    if (said.code !== 0) throw new Error(`${words.join(" ")}: ${said.code} ${said.out}${said.err}`);
    return JSON.parse(said.out);
  };
  const ceremony: TinyCeremony = {
    at,
    vendor,
    done,
    asked,
    verify: (file, root = at("trust", "1.root.json")) => asked("archive", "verify", file, "--root", root),
    async trustCopy(name) {
      await cp(at("trust"), at(name), { recursive: true });
      return at(name);
    },
    idOf: async (name) => JSON.parse(await readFile(pub(name), "utf8")).keyid,
    key,
    pub,
    newKey: async (name) => void (await done("key", "new", "--out", key(name))),
    async sign(file, ...names) {
      for (const name of names) await done("root", "sign", file, "--key", key(name));
    },
    async build(version, ...options) {
      const release = at(`release-${version}`);
      const { order: _, ...draft } = manifestOf(version);
      await mkdir(release, { recursive: true });
      await writeFile(join(release, "release.yaml"), JSON.stringify(draft));
      await writeFile(join(release, "service.mjs"), `// the service ${version}\n`);
      return String((await done("release", "build", release, "--out", at("documents"), ...options)).file);
    },
    async pack(version, { build = [], pack = [], trust = at("trust") } = {}) {
      const document = await ceremony.build(version, ...build);
      for (const name of ["stable-a", "stable-b"])
        await done("release", "sign", document, "--key", key(name));
      const words = [
        "archive",
        "pack",
        at(`release-${version}`),
        "--release",
        document,
        "--trust",
        trust,
        "--out",
        at("out"),
      ];
      return String((await done(...words, ...pack)).file);
    },
  };
  for (const name of PEOPLE) await ceremony.newKey(name);
  const roles = [
    ...["--root-key", ...["root-a", "root-b", "root-c"].map(pub), "--root-threshold", "2"],
    ...["--targets-key", pub("targets-a"), "--unstable-key", pub("unstable-a")],
    ...["--stable-key", ...["stable-a", "stable-b", "stable-c"].map(pub), "--stable-threshold", "2"],
  ];
  await done("root", "init", "--out", at("trust"), ...roles);
  await ceremony.sign(at("trust", "1.root.json"), "root-a", "root-b");
  await ceremony.sign(at("trust", "targets.json"), "targets-a");
  return ceremony;
}
