import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { groupsQuery, usersQuery } from "../api/account-queries.ts";
import { GroupsCard } from "./groups-card.tsx";
import { UsersCard } from "./users-card.tsx";

export function AccountsPage() {
  const { t } = useTranslation();
  const users = useQuery(usersQuery);
  const groups = useQuery(groupsQuery);
  const error = users.error ?? groups.error;
  return (
    <Stack maw={1100}>
      <PageTitle>{t("common.accounts")}</PageTitle>
      {error && <ErrorAlert error={error} />}
      {!error && (users.data === undefined || groups.data === undefined) && <Loading />}
      {users.data && groups.data && (
        <>
          <UsersCard users={users.data} groups={groups.data} />
          <GroupsCard groups={groups.data} />
        </>
      )}
    </Stack>
  );
}
