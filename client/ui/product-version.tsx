import { Text, type TextProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { publicQuery } from "../lib/session-query.ts";

/** « Superviseur 0.2.0 »: which version answers, for a call to support. */
export function ProductVersion(props: TextProps) {
  const { t } = useTranslation();
  const { data } = useQuery(publicQuery);
  return (
    data && (
      <Text component="p" m={0} size="xs" c="dimmed" {...props}>
        {t("common.product")} {data.version}
      </Text>
    )
  );
}
