import { Button, Group, MultiSelect, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { GroupView, NewPassword, UserView } from "../../../../shared/api/accounts.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { createUser, refreshAccounts, updateUser } from "../api/account-queries.ts";

/** Creates a user, or changes the one given. */
export function UserDialog(props: {
  user: UserView | null;
  groups: readonly GroupView[];
  onClose: () => void;
  onCreated: (created: NewPassword) => void;
}) {
  const { t } = useTranslation();
  const { user, groups, onClose, onCreated } = props;
  const form = useForm({ initialValues: { name: user?.name ?? "", groups: [...(user?.groups ?? [])] } });
  const save = useMutation({
    mutationFn: async (input: { name: string; groups: string[] }): Promise<void> => {
      if (user === null) onCreated(await createUser(input));
      else await updateUser(user.id, input);
    },
    onSuccess: () => {
      void refreshAccounts();
      onClose();
    },
  });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={user === null ? t("accounts.users.create") : t("accounts.users.editOf", { name: user.name })}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack>
          <TextInput
            label={t("accounts.users.name")}
            required
            data-autofocus
            autoComplete="off"
            {...form.getInputProps("name")}
          />
          <MultiSelect
            label={t("accounts.users.groups")}
            data={groups.map((group) => ({ value: group.id, label: group.name }))}
            hidePickedOptions
            {...form.getInputProps("groups")}
          />
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
