import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RunState } from "../../../../shared/run-state.ts";

const OUTCOME_COLORS = {
  succeeded: "green",
  "rolled-back": "orange",
  intervention: "red",
  accepted: "orange",
  refused: "gray.7",
  cancelled: "gray.7",
} as const;

export function StateBadge({ state }: { state: RunState }) {
  const { t } = useTranslation();
  const [color, text] =
    state.phase === "ended"
      ? [OUTCOME_COLORS[state.outcome], t(`followup.outcome.${state.outcome}`)]
      : ["petrol", t(`followup.phase.${state.phase}`)];
  return (
    <Badge color={color} variant="filled" size="lg" tt="none" style={{ flex: "none" }}>
      {text}
    </Badge>
  );
}
