import { Badge } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { RunState } from "../../../../shared/run-state.ts";
import { outcomeWord } from "../../../runs/run-words.ts";

const OUTCOME_COLORS = {
  succeeded: "green",
  "rolled-back": "orange",
  intervention: "red",
  accepted: "orange",
  refused: "gray.7",
  cancelled: "gray.7",
} as const;

function stateWord(t: TFunction, state: RunState): string {
  if (state.phase === "ended") return outcomeWord(t, state);
  return state.kind === "revert" && state.phase === "rolling-back"
    ? t("followup.revertPhase.rolling-back")
    : t(`followup.phase.${state.phase}`);
}

export function StateBadge({ state }: { state: RunState }) {
  const { t } = useTranslation();
  const color = state.phase === "ended" ? OUTCOME_COLORS[state.outcome] : "petrol";
  return (
    <Badge color={color} variant="filled" size="lg" tt="none" style={{ flex: "none" }}>
      {stateWord(t, state)}
    </Badge>
  );
}
