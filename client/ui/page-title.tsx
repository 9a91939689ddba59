import { Title } from "@mantine/core";
import { useTitle } from "../lib/use-title.ts";

/** The page's one first heading, and the browser's title. */
export function PageTitle({ children }: { children: string }) {
  useTitle(children);
  return (
    <Title order={1} size="h2" mb="xs">
      {children}
    </Title>
  );
}
