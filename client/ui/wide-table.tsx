import { Table } from "@mantine/core";
import type { ReactNode } from "react";

/** A table that scrolls sideways on a narrow screen, also by keyboard (WCAG 2.1.1). `label` says what it lists. */
export function WideTable({
  label,
  minWidth,
  children,
}: {
  label: string;
  minWidth: number;
  children: ReactNode;
}) {
  return (
    <Table.ScrollContainer minWidth={minWidth} type="native" tabIndex={0} role="region" aria-label={label}>
      <Table highlightOnHover>{children}</Table>
    </Table.ScrollContainer>
  );
}
