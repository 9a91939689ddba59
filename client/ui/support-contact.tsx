import { Anchor, Group } from "@mantine/core";
import { IconMail, IconPhone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { unbroken } from "../../shared/i18n/typeset.ts";
import { publicQuery } from "../lib/session-query.ts";

/** Support's telephone and mail, as links. */
export function SupportContact() {
  const { t } = useTranslation();
  const { data } = useQuery(publicQuery);
  if (!data) return null;
  const { name, phone, email } = data.support;
  return (
    <Group gap="lg">
      <Anchor href={`tel:${phone.replaceAll(/[^+\d]/g, "")}`} size="sm" underline="always">
        <Group gap={6} component="span" wrap="nowrap">
          <IconPhone size={16} aria-hidden />
          {t("common.supportCall", { name, phone: unbroken(phone) })}
        </Group>
      </Anchor>
      <Anchor href={`mailto:${email}`} size="sm" underline="always">
        <Group gap={6} component="span" wrap="nowrap">
          <IconMail size={16} aria-hidden />
          {t("common.supportMail", { email })}
        </Group>
      </Anchor>
    </Group>
  );
}
