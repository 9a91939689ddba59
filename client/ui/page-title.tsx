import { Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTitle } from "../lib/use-title.ts";

/** On arrival the browser itself says where one is; from then on each new page takes the focus, so that a screen reader tells it. */
let arrived = false;

/** The page's one first heading, and the browser's title. */
export function PageTitle({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(children);
  useEffect(() => {
    if (arrived) heading.current?.focus({ preventScroll: true });
    arrived = true;
  }, []);
  return (
    <Title ref={heading} tabIndex={-1} order={1} size="h2" mb="xs">
      {children}
    </Title>
  );
}
