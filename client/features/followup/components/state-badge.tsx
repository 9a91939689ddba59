import { Badge } from "@mantine/core";
import type { TFunction } from "i18next";
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

function revertText(t: TFunction, state: RunState): string {
  if (state.phase === "ended") return t(`followup.revertOutcome.${state.outcome}`);
  return state.phase === "rolling-back"
    ? t("followup.revertPhase.rolling-back")
    : t(`followup.phase.${state.phase}`);
}

export function StateBadge({ state }: { state: RunState }) {
  const { t } = useTranslation();
  const color = state.phase === "ended" ? OUTCOME_COLORS[state.outcome] : "petrol";
  const text =
    state.kind === "revert"
      ? revertText(t, state)
      : state.phase === "ended"
        ? t(`followup.outcome.${state.outcome}`)
        : t(`followup.phase.${state.phase}`);
  return (
    <Badge color={color} variant="filled" size="lg" tt="none" style={{ flex: "none" }}>
      {text}
    </Badge>
  );
}
