import {
  ActionIcon,
  Badge,
  Button,
  Card,
  Checkbox,
  Group,
  Menu,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GroupView } from "../../../../shared/api/accounts.ts";
import { PERMISSIONS } from "../../../../shared/permissions.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { WideTable } from "../../../ui/wide-table.tsx";
import { deleteGroup, refreshAccounts, saveGroup } from "../api/account-queries.ts";

export function GroupsCard({ groups }: { groups: readonly GroupView[] }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<{ group: GroupView | null } | null>(null);
  const [deleting, setDeleting] = useState<GroupView | null>(null);
  const remove = useMutation({
    mutationFn: deleteGroup,
    onSuccess: () => {
      setDeleting(null);
      void refreshAccounts();
    },
  });
  return (
    <Card withBorder>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {t("accounts.groups.title")}
        </Title>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setEditing({ group: null })}
        >
          {t("accounts.groups.create")}
        </Button>
      </Group>
      <WideTable label={t("accounts.groups.title")} minWidth={600}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("accounts.groups.name")}</Table.Th>
            <Table.Th>{t("accounts.groups.permissions")}</Table.Th>
            <Table.Th>{t("accounts.users.actions")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map((group) => (
            <Table.Tr key={group.id}>
              <Table.Th scope="row" fw={500}>
                <Group gap="xs">
                  {group.name}
                  {group.builtIn && (
                    <Badge variant="outline" tt="none">
                      {t("accounts.groups.builtIn")}
                    </Badge>
                  )}
                </Group>
                <Text size="xs" c="dimmed">
                  {t("accounts.groups.members", { count: group.members })}
                </Text>
              </Table.Th>
              <Table.Td>
                {group.permissions.length === 0
                  ? "—"
                  : group.permissions.map((permission) => t(`accounts.permission.${permission}`)).join(" · ")}
              </Table.Td>
              <Table.Td>
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon
                      variant="default"
                      size="lg"
                      aria-label={t("accounts.groups.editOf", { name: group.name })}
                    >
                      <IconDots size={18} aria-hidden />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => setEditing({ group })}>{t("accounts.groups.edit")}</Menu.Item>
                    {!group.builtIn && (
                      <Menu.Item
                        onClick={() => {
                          remove.reset();
                          setDeleting(group);
                        }}
                      >
                        {t("accounts.groups.delete")}
                      </Menu.Item>
                    )}
                  </Menu.Dropdown>
                </Menu>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      {editing && <GroupDialog group={editing.group} onClose={() => setEditing(null)} />}
      <ConfirmDialog
        opened={deleting !== null}
        title={t("accounts.groups.delete")}
        text={t("accounts.groups.deleteConfirm", { name: deleting?.name ?? "" })}
        confirm={t("accounts.groups.delete")}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => deleting && remove.mutate(deleting.id)}
        onClose={() => setDeleting(null)}
      />
    </Card>
  );
}

function GroupDialog({ group, onClose }: { group: GroupView | null; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { name: group?.name ?? "", permissions: [...(group?.permissions ?? [])] },
  });
  const save = useMutation({
    mutationFn: (input: { name: string; permissions: GroupView["permissions"][number][] }) =>
      saveGroup(group?.id ?? null, input),
    onSuccess: () => {
      void refreshAccounts();
      onClose();
    },
  });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={group === null ? t("accounts.groups.create") : t("accounts.groups.editOf", { name: group.name })}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack>
          <TextInput
            label={t("accounts.groups.name")}
            required
            data-autofocus
            {...form.getInputProps("name")}
          />
          <Checkbox.Group label={t("accounts.groups.permissions")} {...form.getInputProps("permissions")}>
            <Stack gap="xs" mt="xs">
              {PERMISSIONS.map((permission) => (
                <Checkbox
                  key={permission}
                  value={permission}
                  label={t(`accounts.permission.${permission}`)}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          {save.error && <ErrorAlert error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
