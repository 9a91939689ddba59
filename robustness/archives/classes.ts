/** The one table: every class of hostile or odd archive that anyone here has thought of. */
import { documentClasses } from "./document-classes.ts";
import { firstClasses } from "./first-classes.ts";
import { gzipClasses } from "./gzip-classes.ts";
import { headerClasses } from "./header-classes.ts";
import type { HostileClass, HostileClasses } from "./hostile-class.ts";
import { manifestClasses } from "./manifest-classes.ts";
import { nameClasses } from "./name-classes.ts";
import { rootClasses } from "./root-classes.ts";
import { signerClasses } from "./signer-classes.ts";

const TOPICS: Readonly<Record<string, HostileClasses>> = {
  first: firstClasses,
  gzip: gzipClasses,
  header: headerClasses,
  name: nameClasses,
  document: documentClasses,
  signer: signerClasses,
  root: rootClasses,
  manifest: manifestClasses,
};

export interface NamedClass extends HostileClass {
  /** `topic/class`. */
  readonly name: string;
}

export const HOSTILE_CLASSES: readonly NamedClass[] = Object.entries(TOPICS).flatMap(([topic, classes]) =>
  Object.entries(classes).map(([name, one]) => ({ ...one, name: `${topic}/${name}` })),
);
