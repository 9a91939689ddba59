import { ActionIcon, Badge, Button, Card, Group, Menu, Table, Text, Title } from "@mantine/core";
import { IconDots, IconUserPlus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GroupView, NewPassword, UserView } from "../../../../shared/api/accounts.ts";
import { formatDateTime } from "../../../lib/format.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { WideTable } from "../../../ui/wide-table.tsx";
import { refreshAccounts, resetPassword, updateUser } from "../api/account-queries.ts";
import { NewPasswordDialog } from "./new-password-dialog.tsx";
import { UserDialog } from "./user-dialog.tsx";

type Editing = { user: UserView | null } | null;

export function UsersCard({ users, groups }: { users: readonly UserView[]; groups: readonly GroupView[] }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<Editing>(null);
  const [resetting, setResetting] = useState<UserView | null>(null);
  const [created, setCreated] = useState<NewPassword | null>(null);
  const toggle = useMutation({
    mutationFn: (user: UserView) => updateUser(user.id, { active: !user.active }),
    onSettled: refreshAccounts,
  });
  const reset = useMutation({
    mutationFn: resetPassword,
    onSuccess: (answer) => {
      setResetting(null);
      setCreated(answer);
      void refreshAccounts();
    },
  });
  return (
    <Card withBorder>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {t("accounts.users.title")}
        </Title>
        <Button
          leftSection={<IconUserPlus size={18} aria-hidden />}
          onClick={() => setEditing({ user: null })}
        >
          {t("accounts.users.create")}
        </Button>
      </Group>
      {toggle.error && <ErrorAlert error={toggle.error} />}
      <WideTable label={t("accounts.users.title")} minWidth={680}>
        <Table.Thead>
          <Table.Tr>
            {(["name", "groups", "state", "lastLogin", "actions"] as const).map((column) => (
              <Table.Th key={column}>{t(`accounts.users.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map((user) => (
            <UserRow
              key={user.id}
              user={user}
              groups={groups}
              onEdit={() => setEditing({ user })}
              onToggle={() => toggle.mutate(user)}
              onReset={() => {
                reset.reset();
                setResetting(user);
              }}
            />
          ))}
        </Table.Tbody>
      </WideTable>
      {editing && (
        <UserDialog
          user={editing.user}
          groups={groups}
          onClose={() => setEditing(null)}
          onCreated={setCreated}
        />
      )}
      <ConfirmDialog
        opened={resetting !== null}
        title={t("accounts.users.reset")}
        text={t("accounts.users.resetConfirm", { name: resetting?.name ?? "" })}
        confirm={t("accounts.users.reset")}
        pending={reset.isPending}
        error={reset.error}
        onConfirm={() => resetting && reset.mutate(resetting.id)}
        onClose={() => setResetting(null)}
      />
      <NewPasswordDialog created={created} onClose={() => setCreated(null)} />
    </Card>
  );
}

function UserRow(props: {
  user: UserView;
  groups: readonly GroupView[];
  onEdit: () => void;
  onToggle: () => void;
  onReset: () => void;
}) {
  const { t } = useTranslation();
  const { user, groups } = props;
  const names = user.groups.map((id) => groups.find((group) => group.id === id)?.name ?? id);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {user.name}
        {user.factory && (
          <Text span size="xs" c="dimmed" display="block">
            {t("accounts.users.factory")}
          </Text>
        )}
      </Table.Th>
      <Table.Td>{names.length === 0 ? t("accounts.users.noGroup") : names.join(", ")}</Table.Td>
      <Table.Td>
        <Badge variant="filled" color={user.active ? "green" : "gray.7"} tt="none">
          {t(user.active ? "accounts.users.active" : "accounts.users.disabled")}
        </Badge>
        {user.mustChangePassword && (
          <Text size="xs" c="dimmed">
            {t("accounts.users.mustChange")}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {user.lastLoginAt === null ? t("accounts.users.never") : formatDateTime(user.lastLoginAt)}
      </Table.Td>
      <Table.Td>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t("accounts.users.editOf", { name: user.name })}
            >
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={props.onEdit}>{t("accounts.users.edit")}</Menu.Item>
            <Menu.Item onClick={props.onReset}>{t("accounts.users.reset")}</Menu.Item>
            <Menu.Item onClick={props.onToggle}>
              {t(user.active ? "accounts.users.disable" : "accounts.users.enable")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
