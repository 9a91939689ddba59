import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigate } from "react-router";

/** « Mises à jour » and its two tabs, each with an address of its own. */
export function UpdatesTabs() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const tab = pathname.includes("/suivi") ? "suivi" : "import";
  return (
    <Tabs value={tab} onChange={(value) => void navigate(`/mises-a-jour/${value}`)} keepMounted={false}>
      <Tabs.List mb="md" aria-label={t("common.updates")}>
        <Tabs.Tab value="import">{t("common.import")}</Tabs.Tab>
        <Tabs.Tab value="suivi">{t("common.followup")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="import">{tab === "import" && <Outlet />}</Tabs.Panel>
      <Tabs.Panel value="suivi">{tab === "suivi" && <Outlet />}</Tabs.Panel>
    </Tabs>
  );
}
