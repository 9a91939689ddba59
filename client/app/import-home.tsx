import { ImportPage } from "../features/importing/components/import-page.tsx";
import { RevertCard } from "../features/revert/components/revert-card.tsx";

/** « Import », with the way back from the last update below it. */
export function ImportHome() {
  return <ImportPage below={<RevertCard />} />;
}
