import { Alert, Anchor, Button, Card, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { IconEyeOff, IconLock, IconShieldCheck } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { LossCount, RevertOffer } from "../../../../shared/api/revert.ts";
import { CodedError } from "../../../../shared/errors.ts";
import { formatDateTime, formatDuration } from "../../../lib/format.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { usePermission } from "../../../lib/session-query.ts";
import { paths } from "../../../paths.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { PasswordDialog } from "../../../ui/password-dialog.tsx";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { usePasswordAction } from "../../../ui/use-password-action.ts";
import { countLosses, lossesQuery, revertOfferQuery, startRevert } from "../api/revert-requests.ts";
import { LossesCard } from "./losses-card.tsx";

type Offer = Extract<RevertOffer, { possible: true }>;

/** Everything an administrator reads before going back, on one page. */
export function RevertPage() {
  const { t } = useTranslation();
  const mayRevert = usePermission("release:revert");
  const { data: offer, error, refetch } = useQuery({ ...revertOfferQuery, enabled: mayRevert });
  if (!mayRevert) return <Impossible text={t("error.PERMISSION_DENIED.title")} />;
  if (offer === undefined)
    return error ? <ErrorAlert error={error} onRetry={() => void refetch()} /> : <Loading />;
  return offer.possible ? (
    <Possible key={offer.run} offer={offer} />
  ) : (
    <Impossible text={t(`revert.obstacle.${offer.reason}`)} run={offer.run} />
  );
}

/** `run`: the run that blocks the revert, if one does: its page shows what support needs and accepts support's answer. */
function Impossible({ text, run = null }: { text: string; run?: string | null }) {
  const { t } = useTranslation();
  return (
    <Stack maw={760}>
      <PageTitle>{t("revert.card.title")}</PageTitle>
      <Alert variant="outline" icon={<IconLock aria-hidden />} title={t("revert.obstacle.title")}>
        <Stack gap="xs">
          <Text size="sm">{text}</Text>
          <Group justify="space-between">
            <SupportContact />
            <Button
              component={Link}
              to={run === null ? paths.import : paths.run(run)}
              variant="default"
              size="xs"
            >
              {run === null ? t("revert.toImport") : t("revert.see", { run })}
            </Button>
          </Group>
        </Stack>
      </Alert>
    </Stack>
  );
}

/** Counts again each time the page opens: a user must not agree to figures that are an hour old. */
function useLosses(): { count: LossCount | undefined; error: unknown; begin: () => void } {
  const counting = useMutation({
    mutationFn: countLosses,
    onSuccess: (count) => queryClient.setQueryData(lossesQuery.queryKey, count),
  });
  const { mutate, isSuccess } = counting;
  const { data, error: failed } = useQuery({ ...lossesQuery, enabled: isSuccess });
  // A server that was restarted meanwhile has forgotten the count.
  const isForgotten = isSuccess && data?.status === "none";
  useEffect(() => mutate(), [mutate]);
  useEffect(() => {
    if (isForgotten) mutate();
  }, [isForgotten, mutate]);
  return { count: isSuccess ? data : undefined, error: counting.error ?? failed, begin: mutate };
}

function Possible({ offer }: { offer: Offer }) {
  const { t } = useTranslation();
  const { count, error, begin } = useLosses();
  const { undoes, from, to, updatedAt, takenAt, maskedSeconds } = offer;
  const back = from === to ? t("revert.backData", { undoes }) : t("revert.back", { to });
  return (
    <Stack maw={760}>
      <div>
        <PageTitle>{back}</PageTitle>
        <Text>
          {t("revert.intro", { undoes, date: formatDateTime(updatedAt), taken: formatDateTime(takenAt) })}
        </Text>
      </div>
      {error !== null && error !== undefined && <ErrorAlert error={error} onRetry={begin} />}
      {count !== undefined && <LossesCard count={count} onCount={begin} />}
      <Card withBorder>
        <Stack gap="sm">
          <Title order={2} size="h4">
            {t("revert.how.title")}
          </Title>
          <Group gap={8} wrap="nowrap" align="start">
            <IconEyeOff size={20} aria-hidden style={{ flex: "none" }} />
            <Text size="sm">
              {t("revert.how.masked", { duration: formatDuration(t, maskedSeconds * 1000) })}
            </Text>
          </Group>
          <Group gap={8} wrap="nowrap" align="start">
            <IconShieldCheck size={20} aria-hidden style={{ flex: "none" }} />
            <Text size="sm">{t("revert.how.safe", { from: undoes })}</Text>
          </Group>
        </Stack>
      </Card>
      <Consent offer={offer} back={back} count={count} />
    </Stack>
  );
}

function Consent({ offer, back, count }: { offer: Offer; back: string; count: LossCount | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  /** When what was agreed to was counted: other figures are not agreed to. */
  const [agreedTo, setAgreedTo] = useState<number | null>(null);
  const counted = count?.status === "counted" ? count : null;
  const agreed = counted !== null && counted.countedAt === agreedTo;
  const starting = usePasswordAction({
    run: (password) => startRevert({ run: offer.run, countedAt: agreedTo ?? 0, agreed, password }),
    onSuccess: async ({ runId }) => {
      void queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey });
      await navigate(paths.run(runId));
    },
    // A colleague may have counted again: the page shows the server's latest count.
    onError: (error, close) => {
      void queryClient.invalidateQueries({ queryKey: lossesQuery.queryKey });
      if (error instanceof CodedError && error.code === "LOSSES_NOT_COUNTED") close();
    },
  });
  const reason = counted === null ? t("revert.uncounted") : agreed ? null : t("revert.missing");
  return (
    <Card withBorder>
      <Stack>
        <Checkbox
          label={t("revert.agree")}
          checked={agreed}
          disabled={counted === null}
          onChange={(event) => setAgreedTo(event.currentTarget.checked ? (counted?.countedAt ?? null) : null)}
        />
        {starting.errorOutside !== null && <ErrorAlert error={starting.errorOutside} />}
        <SupportContact />
        <Group justify="space-between">
          <Anchor component={Link} to={paths.import} size="sm" underline="always">
            {t("revert.toImport")}
          </Anchor>
          <Group justify="flex-end">
            {reason !== null && (
              <Text size="sm" id="return-reason">
                {reason}
              </Text>
            )}
            <Button
              size="md"
              color="red"
              disabled={reason !== null}
              aria-describedby={reason === null ? undefined : "return-reason"}
              onClick={starting.ask}
            >
              {back}
            </Button>
          </Group>
        </Group>
      </Stack>
      <PasswordDialog {...starting.dialog} title={back} text={t("revert.dialogText")} confirm={back} danger />
    </Card>
  );
}
