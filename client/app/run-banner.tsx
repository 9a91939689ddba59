import { Alert, Anchor, Group, Text } from "@mantine/core";
import { IconInfoCircle, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { currentStep, type RunState } from "../../shared/run-state.ts";
import { sessionQuery, usePermission } from "../lib/session-query.ts";
import { useConnected } from "../lib/socket.ts";
import { paths } from "../paths.ts";
import { overviewQuery } from "../runs/overview-query.ts";
import { runTitle } from "../runs/run-words.ts";
import { ReportAlert } from "../ui/error-alert.tsx";
import { SupportContact } from "../ui/support-contact.tsx";

/** A shorter loss of the connection is not worth showing. */
const LOST_AFTER_MS = 2_000;

function useLost(): boolean {
  const connected = useConnected();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (connected) return setLost(false);
    const timer = setTimeout(() => setLost(true), LOST_AFTER_MS);
    return () => clearTimeout(timer);
  }, [connected]);
  return lost;
}

/** What everybody who is logged in must know, whatever page they are on. */
export function RunBanner() {
  const { t } = useTranslation();
  const mayFollow = usePermission("run:follow");
  const { data: overview } = useQuery({ ...overviewQuery, enabled: mayFollow });
  const lost = useLost();
  const { pathname } = useLocation();
  const { data: session } = useQuery(sessionQuery);
  const run = overview?.openRun ?? null;
  // The administrator who sends or reviews an archive sees it on the page; a colleague on the same page sees this banner.
  const ownImport =
    pathname === paths.import &&
    (run?.phase === "receiving" || run?.phase === "reviewing") &&
    run.openedBy.id === session?.user.id;
  const elsewhere = run !== null && pathname !== paths.run(run.id) && !ownImport;
  return (
    <>
      <div role="status">
        {mayFollow && lost && (
          <Alert mb="md" color="orange" variant="outline" icon={<IconPlugConnectedX aria-hidden />}>
            {t("common.disconnected")}
          </Alert>
        )}
      </div>
      {overview?.obstacle && (
        <ReportAlert report={overview.obstacle}>
          <SupportContact />
        </ReportAlert>
      )}
      <div role="status">
        {elsewhere && (
          <Alert mb="md" variant="outline" icon={<IconInfoCircle aria-hidden />}>
            <Group justify="space-between">
              <Text size="sm">
                <RunSentence run={run} />
              </Text>
              <Anchor
                component={Link}
                to={run.phase === "reviewing" ? paths.import : paths.run(run.id)}
                fw={600}
                size="sm"
                underline="always"
              >
                {t(run.phase === "reviewing" ? "common.openRun.open" : "common.openRun.follow")}
              </Anchor>
            </Group>
          </Alert>
        )}
      </div>
    </>
  );
}

function RunSentence({ run }: { run: RunState }) {
  const { t } = useTranslation();
  const version = run.archive?.version ?? run.fileName;
  const step = currentStep(run);
  const stepName = step === null ? "…" : t(`steps.${step}.name`);
  const by = (run.consent?.by ?? run.openedBy).name;
  if (run.kind === "revert") {
    const title = runTitle(t, run);
    return run.phase === "rolling-back"
      ? t("common.openRun.revertRollingBack", { title, step: stepName })
      : t("common.openRun.revert", { title, by, step: stepName });
  }
  switch (run.phase) {
    case "receiving":
      return t("common.openRun.receiving", { by, file: run.fileName });
    case "reviewing":
      return t("common.openRun.reviewing", { version });
    case "rolling-back":
      return t("common.openRun.rollingBack", { version, step: stepName });
    default:
      return t("common.openRun.active", { version, by, step: stepName });
  }
}
