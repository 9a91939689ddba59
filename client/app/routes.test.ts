import { matchRoutes } from "react-router";
import { expect, test } from "vitest";
import { paths } from "../paths.ts";
import { routes } from "./routes.tsx";

const RUN = "20261121-031200-a1b2c3";
/** The pattern of the route that an address leads to. */
const routeOf = (address: string): string | undefined => matchRoutes(routes, address)?.at(-1)?.route.path;

test.each(Object.entries(paths).filter(([name]) => name !== "run"))(
  "%s leads to a page of its own",
  (_, address) => {
    expect(routeOf(String(address))).toBe(address);
  },
);

test("a run's address leads to the page of a run", () => {
  expect([routeOf(paths.run(RUN)), matchRoutes(routes, paths.run(RUN))?.at(-1)?.params]).toEqual([
    paths.run(":runId"),
    { runId: RUN },
  ]);
});

test("every page of the router has an address in paths", () => {
  const patterns = (list: typeof routes): string[] =>
    list.flatMap(({ path, children = [] }) => [...(path === undefined ? [] : [path]), ...patterns(children)]);
  const known = new Set<string>([
    ...Object.values(paths).map((path) => (typeof path === "string" ? path : path(":runId"))),
  ]);
  expect(
    patterns(routes)
      .filter((path) => !known.has(path))
      .sort(),
  ).toEqual(["*", "/"]);
});

test("an address that no page has leads to the page that says so", () => {
  expect(routeOf("/elsewhere")).toBe("*");
});
