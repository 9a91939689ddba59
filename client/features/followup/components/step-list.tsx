import { Group, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Progress } from "../../../../shared/api/follow.ts";
import { currentStep, type RunState } from "../../../../shared/run-state.ts";
import { groupSteps } from "./group-steps.ts";
import classes from "./step-list.module.css";
import { StepRow } from "./step-row.tsx";

/** The pipeline as a timeline in up to three parts; the one behind the maintenance page is marked. */
export function StepList({ state, progress }: { state: RunState; progress: Progress | null }) {
  const { t } = useTranslation();
  const current = currentStep(state);
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t("followup.steps.title")}
      </Title>
      <VisuallyHidden role="status">
        {current !== null &&
          state.phase !== "ended" &&
          t("followup.steps.now", { step: t(`steps.${current}.name`) })}
      </VisuallyHidden>
      <div className={classes.groups}>
        {groupSteps(state.plan, state.kind).map(({ part, steps }) => (
          <section key={part} className={classes.group} data-part={part} aria-labelledby={`steps-${part}`}>
            <Group gap={6} mb={4} id={`steps-${part}`}>
              {part === "masked" && <IconEyeOff size={16} aria-hidden />}
              <Text size="xs" fw={650}>
                {t(`followup.steps.${part}`)}
              </Text>
            </Group>
            <ol className={classes.steps}>
              {steps.map((name) => (
                <StepRow key={name} name={name} state={state} progress={progress} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </Stack>
  );
}
