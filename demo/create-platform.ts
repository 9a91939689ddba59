/** A hospital's server as it is before the first update: PlaniDémo 4.6.2, its database and its files. */
import { copyFile, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { stringify } from "yaml";
import { DRAFT, readDraft } from "../server/vendor/pack.ts";
import { assembleRelease } from "./assemble-release.ts";
import { today } from "./releases/base/lib/dates.ts";
import { seedDatabase } from "./seed/seed-database.ts";
import { writePdf } from "./write-pdf.ts";

export interface DemoPlatform {
  /** Folder to make the platform in. */
  readonly root: string;
  /** Superviseur's own folder. */
  readonly state: string;
  readonly port: number;
  /** The vendor's trusted TUF root, installed with the platform. */
  readonly trustRoot: string;
  /** `2026-11-21`: the day the appointments are laid around. */
  readonly today?: string;
}

const FIRST_VERSION = "4.6.2";

async function installRelease(root: string): Promise<void> {
  const release = join(root, "releases", FIRST_VERSION);
  await assembleRelease(FIRST_VERSION, release);
  const manifest = await readDraft(release);
  await rm(join(release, DRAFT));
  await mkdir(join(release, ".superviseur"));
  await writeFile(join(release, ".superviseur", "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await symlink(join("releases", FIRST_VERSION), join(root, "current"));
}

async function fillData(root: string, day: string): Promise<void> {
  const files = join(root, "data", "files");
  await mkdir(files, { recursive: true });
  for (const letter of seedDatabase(join(root, "data", "planidemo.sqlite"), day)) {
    const text = `# ${letter.title}\n\nCentre hospitalier de Val-Fleury\nLe ${letter.writtenOn.split("-").reverse().join("/")}\n\nConcerne : ${letter.patient}\n\nCher confrère,\n\nJ’ai reçu ce jour votre patient en consultation. L’examen est rassurant, le traitement est poursuivi sans changement. Un contrôle est prévu dans trois mois.\n\nBien confraternellement.\n\n\nDocument inventé pour la démonstration.`;
    await writeFile(join(files, letter.file), await writePdf(text));
  }
}

const platformFile = ({ root, state, port }: DemoPlatform): string =>
  stringify({
    name: "PlaniDémo",
    prefix: "planidemo",
    root: ".",
    state: relative(root, state),
    language: "fr",
    listen: { host: "127.0.0.1", port },
    support: { name: "Support PlaniDémo", phone: "04 65 71 06 36", email: "support@planidemo.example" },
    database: { engine: "sqlite", file: "data/planidemo.sqlite" },
    data: ["data/files"],
    retention: { releases: 3, backups: 2, restorePoints: 2 },
  });

/** Recreates what an interrupted attempt left; writes the platform file last, as the sign that everything is there. */
export async function createDemoPlatform(platform: DemoPlatform): Promise<void> {
  const { root, state } = platform;
  for (const name of ["releases", "current", "data"])
    await rm(join(root, name), { recursive: true, force: true });
  await mkdir(join(root, "releases"), { recursive: true });
  await installRelease(root);
  await fillData(root, platform.today ?? today());
  await mkdir(join(state, "trust"), { recursive: true });
  await copyFile(platform.trustRoot, join(state, "trust", "root.json"));
  await writeFile(join(root, "superviseur.yaml"), platformFile(platform));
}
