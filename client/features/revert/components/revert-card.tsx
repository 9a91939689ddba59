import { Button, Card, Group, Text, Title } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatDateTime } from "../../../lib/format.ts";
import { usePermission } from "../../../lib/session-query.ts";
import { paths } from "../../../paths.ts";
import { revertOfferQuery } from "../api/revert-requests.ts";

/** Quiet: it is there for the day when it is needed. */
export function RevertCard() {
  const { t } = useTranslation();
  const mayRevert = usePermission("release:revert");
  const { data: offer } = useQuery({ ...revertOfferQuery, enabled: mayRevert });
  if (!mayRevert || !offer?.possible) return null;
  return (
    <Card withBorder>
      <Group justify="space-between">
        <div>
          <Title order={2} size="h5">
            {t("revert.card.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("revert.card.text", { undoes: offer.undoes, date: formatDateTime(offer.updatedAt) })}
          </Text>
        </div>
        <Button
          component={Link}
          to={paths.revert}
          variant="default"
          size="xs"
          leftSection={<IconHistory size={16} aria-hidden />}
        >
          {t("revert.card.open")}
        </Button>
      </Group>
    </Card>
  );
}
