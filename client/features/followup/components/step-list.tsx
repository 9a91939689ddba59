import { Progress as Bar, Box, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconCircleDashed, IconLoader2, IconMinus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Progress } from "../../../../shared/api.ts";
import { errorText } from "../../../../shared/i18n/error-text.ts";
import { currentStep, type RunState, type StepState } from "../../../../shared/run-state.ts";
import { STEPS, type StepName } from "../../../../shared/steps.ts";
import { useServerNow } from "../../../lib/clock.ts";
import { formatBytes, formatDuration, formatNumber, readableFacts } from "../../../lib/format.ts";

const LOOKS = {
  pending: { Icon: IconCircleDashed, color: "gray.6" },
  skipped: { Icon: IconMinus, color: "gray.6" },
  running: { Icon: IconLoader2, color: "petrol" },
  done: { Icon: IconCheck, color: "green" },
  failed: { Icon: IconX, color: "red" },
  undoing: { Icon: IconArrowBackUp, color: "orange" },
  undone: { Icon: IconArrowBackUp, color: "gray.7" },
  "undo-failed": { Icon: IconX, color: "red" },
} as const satisfies Record<StepState["status"], unknown>;

const BEFORE = STEPS.slice(
  0,
  STEPS.findIndex(({ masked }) => masked),
);
const MASKED = STEPS.filter(({ masked }) => masked);
const AFTER = STEPS.slice(BEFORE.length + MASKED.length);

/** The pipeline as a timeline; the part behind the maintenance page is marked. */
export function StepList({ state, progress }: { state: RunState; progress: Progress | null }) {
  const { t } = useTranslation();
  const rows = (steps: readonly { name: StepName }[]) =>
    steps.map(({ name }) => <StepRow key={name} name={name} state={state} progress={progress} />);
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        {t("followup.steps.title")}
      </Title>
      <ol style={{ listStyle: "none", margin: 0, padding: 0 }}>{rows(BEFORE)}</ol>
      <Box className="masked-group">
        <Text size="xs" fw={650} id="masked-steps">
          {t("followup.steps.masked")}
        </Text>
        <ol style={{ listStyle: "none", margin: 0, padding: 0 }} aria-labelledby="masked-steps">
          {rows(MASKED)}
        </ol>
      </Box>
      <ol style={{ listStyle: "none", margin: 0, padding: 0 }}>{rows(AFTER)}</ol>
    </Stack>
  );
}

function StepRow({ name, state, progress }: { name: StepName; state: RunState; progress: Progress | null }) {
  const { t } = useTranslation();
  const step = state.steps[name];
  const { Icon, color } = LOOKS[step.status];
  const now = currentStep(state) === name;
  const error = "error" in step ? step.error : null;
  const text = error && errorText(t, { code: error.code, facts: readableFacts(t, error.code, error.facts) });
  return (
    <li aria-current={now ? "step" : undefined} style={{ padding: "5px 0" }}>
      <Group gap="sm" wrap="nowrap" align="start">
        <ThemeIcon
          color={color}
          variant={step.status === "pending" || step.status === "skipped" ? "outline" : "filled"}
          radius="xl"
          size={26}
        >
          <Icon size={16} aria-hidden />
        </ThemeIcon>
        <Box flex={1} miw={0}>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <Text size="sm" fw={now ? 700 : 500}>
              {t(`steps.${name}.name`)}
            </Text>
            <Text size="xs" c="dimmed" style={{ flex: "none" }}>
              <span data-status={step.status}>{t(`followup.steps.status.${step.status}`)}</span> <StepTime name={name} state={state} />
            </Text>
          </Group>
          {now && (
            <Text size="xs" c="dimmed">
              {t(`steps.${name}.about`)}
            </Text>
          )}
          {now && progress?.step === name && <StepProgress progress={progress} />}
          {text && (
            <Text size="xs" fw={600}>
              {text.title}
            </Text>
          )}
        </Box>
      </Group>
    </li>
  );
}

function StepTime({ name, state }: { name: StepName; state: RunState }) {
  const { t } = useTranslation();
  const step = state.steps[name];
  const running = step.status === "running" || step.status === "undoing";
  const now = useServerNow(running);
  if (step.status === "pending") {
    const estimate = state.plan?.steps.find((row) => row.name === name)?.estimate ?? null;
    return estimate === null || state.phase === "ended"
      ? null
      : `· ${t("followup.steps.estimate", { duration: formatDuration(t, estimate * 1000) })}`;
  }
  if (!("startedAt" in step)) return null;
  return `· ${formatDuration(t, Math.max(0, ("endedAt" in step ? step.endedAt : now) - step.startedAt))}`;
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
        <Bar.Section value={Math.min(100, (100 * done) / total)} aria-label={t(`steps.${step}.name`)} />
      </Bar.Root>
      <Text size="xs">{text}</Text>
    </Box>
  );
}
