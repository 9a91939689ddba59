import { Progress as Bar, Box, Group, Text, ThemeIcon } from "@mantine/core";
import {
  IconArrowBackUp,
  IconCheck,
  IconCircleDashed,
  IconLoader2,
  IconMinus,
  IconPlayerPause,
  IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Progress } from "../../../../shared/api/follow.ts";
import { errorText } from "../../../../shared/i18n/error-text.ts";
import {
  currentStep,
  isInterrupted,
  isToCome,
  type RunState,
  type StepState,
} from "../../../../shared/run-state.ts";
import type { StepName } from "../../../../shared/steps.ts";
import { useServerNow } from "../../../lib/clock.ts";
import { formatBytes, formatDuration, formatNumber, readableFacts } from "../../../lib/format.ts";
import classes from "./step-row.module.css";

const LOOKS = {
  pending: { Icon: IconCircleDashed, color: "gray.6" },
  skipped: { Icon: IconMinus, color: "gray.6" },
  running: { Icon: IconLoader2, color: "petrol" },
  done: { Icon: IconCheck, color: "green" },
  failed: { Icon: IconX, color: "red" },
  undoing: { Icon: IconArrowBackUp, color: "orange" },
  undone: { Icon: IconArrowBackUp, color: "gray.7" },
  "undo-failed": { Icon: IconX, color: "red" },
  unreached: { Icon: IconCircleDashed, color: "gray.6" },
  interrupted: { Icon: IconPlayerPause, color: "orange" },
  "undo-interrupted": { Icon: IconPlayerPause, color: "orange" },
} as const satisfies Record<StepState["status"] | "unreached" | "interrupted" | "undo-interrupted", unknown>;

/** What a step's record means at this point of the run. */
function meaningOf(state: RunState, name: StepName): keyof typeof LOOKS {
  const { status } = state.steps[name];
  if (status === "pending") return isToCome(state, name) ? "pending" : "unreached";
  if (!isInterrupted(state, name)) return status;
  return status === "undoing" ? "undo-interrupted" : "interrupted";
}

/** One step: its state by sign and by word, how long it took or may take, what happens in it now, and why it failed. */
export function StepRow({
  name,
  state,
  progress,
}: {
  name: StepName;
  state: RunState;
  progress: Progress | null;
}) {
  const { t } = useTranslation();
  const step = state.steps[name];
  const meaning = meaningOf(state, name);
  const { Icon, color } = LOOKS[meaning];
  const now = currentStep(state) === name;
  const error = "error" in step ? step.error : null;
  const text = error && errorText(t, { code: error.code, facts: readableFacts(t, error.code, error.facts) });
  const quiet = step.status === "pending" || step.status === "skipped";
  return (
    <li aria-current={now ? "step" : undefined} className={classes.step}>
      <Group gap="sm" wrap="nowrap" align="start">
        <ThemeIcon
          color={color}
          variant={quiet ? "outline" : "filled"}
          radius="xl"
          size={26}
          data-status={meaning}
        >
          <Icon size={16} aria-hidden />
        </ThemeIcon>
        <Box flex={1} miw={0}>
          <Text size="sm" fw={now ? 700 : 500} lh={1.3}>
            {t(`steps.${name}.name`)}
          </Text>
          <Text size="xs" c="dimmed" lh={1.3}>
            <span>{t(`followup.steps.status.${meaning}`)}</span>{" "}
            <StepTime name={name} state={state} meaning={meaning} />
          </Text>
          {now && (
            <Text size="xs" c="dimmed">
              {t(`steps.${name}.about`)}
            </Text>
          )}
          {now && progress?.step === name && <StepProgress progress={progress} />}
          {text && (
            <Text size="xs" fw={600} mt={2}>
              {text.title}
            </Text>
          )}
        </Box>
      </Group>
    </li>
  );
}

function StepTime({
  name,
  state,
  meaning,
}: {
  name: StepName;
  state: RunState;
  meaning: keyof typeof LOOKS;
}) {
  const { t } = useTranslation();
  const step = state.steps[name];
  const now = useServerNow(meaning === "running");
  if (meaning === "unreached" || meaning === "interrupted") return null;
  switch (step.status) {
    case "pending": {
      const estimate = state.plan?.steps.find((row) => row.name === name)?.estimate ?? null;
      if (estimate === null) return null;
      return `· ${t("followup.steps.estimate", { duration: formatDuration(t, estimate * 1000) })}`;
    }
    case "running":
      return `· ${formatDuration(t, Math.max(0, now - step.startedAt))}`;
    case "done":
    case "failed":
      return `· ${formatDuration(t, step.endedAt - step.startedAt)}`;
    default:
      // From the step's beginning to its undoing the whole run may lie: no duration that means anything.
      return null;
  }
}

function StepProgress({ progress }: { progress: Progress }) {
  const { t } = useTranslation();
  const { done, total, unit, step } = progress;
  if (total === null || total === 0) return null;
  const text =
    unit === "bytes"
      ? t("followup.steps.progressBytes", { done: formatBytes(t, done), total: formatBytes(t, total) })
      : t("followup.steps.progressItems", { done: formatNumber(done), total: formatNumber(total) });
  return (
    <Box mt={4}>
      <Bar.Root size="sm">
        <Bar.Section
          value={Math.min(100, (100 * done) / total)}
          color="var(--mantine-color-petrol-text)"
          aria-label={t(`steps.${step}.name`)}
        />
      </Bar.Root>
      <Text size="xs">{text}</Text>
    </Box>
  );
}
