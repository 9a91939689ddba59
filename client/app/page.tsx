import { type ComponentType, type ReactNode, Suspense } from "react";
import type { UIMatch } from "react-router";
import { lazyComponent } from "../lib/load-chunk.ts";
import { Loading } from "../ui/loading.tsx";

interface PageHandle {
  readonly preload: () => void;
}

/** What a route needs for a page in a chunk of its own. `name` is the key by which React distinguishes pages. */
export function page(
  name: string,
  load: () => Promise<ComponentType>,
  loading: ReactNode = <Loading />,
): { readonly element: ReactNode; readonly handle: PageHandle } {
  const Page = lazyComponent(load);
  return {
    // The key makes a boundary of its own, which shows its loading state at once instead of the page before.
    element: (
      <Suspense key={name} fallback={loading}>
        <Page />
      </Suspense>
    ),
    // A failure is reported where the page is rendered.
    handle: { preload: () => void load().catch(() => {}) },
  };
}

const hasPreload = (handle: unknown): handle is PageHandle =>
  typeof handle === "object" && handle !== null && "preload" in handle;

/** Fetches the chunks of all routes that match, so that a page does not wait for the frame around it. */
export function preloadPages(matches: readonly UIMatch[]): void {
  for (const { handle } of matches) if (hasPreload(handle)) handle.preload();
}
