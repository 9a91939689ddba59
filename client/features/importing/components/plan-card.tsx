import { Alert, Card, Grid, Group, List, Stack, Table, Text, Title } from "@mantine/core";
import { IconEye, IconEyeOff, IconFlag } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { masksDespitePromise, type Plan } from "../../../../shared/plan.ts";
import { formatBytes, formatDuration } from "../../../lib/format.ts";
import { currentLanguage } from "../../../lib/language.ts";

/** What will happen, shown before the administrator consents. */
export function PlanCard({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const shown = plan.steps.filter((step) => !["receive", "check", "plan", "consent"].includes(step.name));
  const duration = formatDuration(t, plan.maskedSeconds * 1000);
  const maskedSentence = masksDespitePromise(plan)
    ? "importing.plan.masksDespitePromise"
    : "importing.plan.masks";
  return (
    <Card withBorder>
      <Stack>
        <Title order={2} size="h4">
          {t("importing.plan.title")}
        </Title>
        <Alert
          variant="outline"
          color={plan.masks ? "orange" : "petrol"}
          icon={plan.masks ? <IconEyeOff aria-hidden /> : <IconEye aria-hidden />}
        >
          <Text fw={600} size="sm">
            {plan.masks ? t(maskedSentence, { duration }) : t("importing.plan.noMask")}
          </Text>
        </Alert>
        <Grid gap="xl">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Table verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("importing.plan.step")}</Table.Th>
                  <Table.Th>{t("importing.plan.estimate")}</Table.Th>
                  <Table.Th>{t("importing.plan.masked")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((step) => (
                  <Table.Tr key={step.name}>
                    <Table.Th scope="row" fw={500}>
                      {t(`steps.${step.name}.name`)}
                    </Table.Th>
                    <Table.Td>
                      {!step.applies
                        ? t("importing.plan.nothing")
                        : step.estimate === null
                          ? "—"
                          : formatDuration(t, step.estimate * 1000)}
                    </Table.Td>
                    <Table.Td>
                      {step.applies && step.masked ? (
                        <Group gap={6} wrap="nowrap" c="orange">
                          <IconEyeOff size={16} aria-hidden style={{ flex: "none" }} />
                          <Text size="sm">{t("importing.plan.maskedStep")}</Text>
                        </Group>
                      ) : (
                        <Text size="sm" c="dimmed">
                          {step.applies ? t("importing.plan.open") : "—"}
                        </Text>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack>
              <Migrations plan={plan} />
              <Disk plan={plan} />
            </Stack>
          </Grid.Col>
        </Grid>
        <Alert variant="outline" icon={<IconFlag aria-hidden />}>
          <Text size="sm">
            {t("importing.plan.noReturn", { step: t(`steps.${plan.pointOfNoReturn}.name`) })}
          </Text>
        </Alert>
      </Stack>
    </Card>
  );
}

function Migrations({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  return (
    <section>
      <Title order={3} size="h5" mb={6}>
        {t("importing.plan.migrations")}
      </Title>
      {plan.migrations.length === 0 ? (
        <Text size="sm">{t("importing.plan.noMigrations")}</Text>
      ) : (
        <List type="ordered" size="sm" spacing={6}>
          {plan.migrations.map((migration) => (
            <List.Item key={migration.id}>
              {migration.description[currentLanguage()]}
              <Text span size="xs" c="dimmed" display="block" ff="monospace">
                {migration.id}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
    </section>
  );
}

function Disk({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  return (
    <section>
      <Title order={3} size="h5" mb={6}>
        {t("importing.plan.disk")}
      </Title>
      <Table verticalSpacing={4} withRowBorders={false}>
        <Table.Tbody>
          {plan.disk
            .filter((item) => item.bytes > 0)
            .map((item) => (
              <Table.Tr key={item.purpose}>
                <Table.Th scope="row" fw={400}>
                  {t(`importing.plan.purpose.${item.purpose}`)}{" "}
                  <Text span size="xs" c="dimmed">
                    {t("importing.plan.on", { place: item.fileSystem })}
                  </Text>
                </Table.Th>
                <Table.Td ta="right">{formatBytes(t, item.bytes)}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
