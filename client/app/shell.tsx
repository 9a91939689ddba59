import {
  ActionIcon,
  Anchor,
  AppShell,
  Badge,
  Burger,
  Group,
  Menu,
  NavLink,
  Stack,
  Text,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconArrowBackUp,
  IconClipboardList,
  IconEyeOff,
  IconLanguage,
  IconMoon,
  IconPackageImport,
  IconSun,
  IconSunMoon,
  IconUser,
  IconUsers,
} from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, useLocation, useNavigate } from "react-router";
import { LANGUAGES } from "../../shared/i18n/languages.ts";
import { http } from "../lib/http.ts";
import { chooseLanguage } from "../lib/i18n.ts";
import { leaveSession, sessionQuery, usePermission } from "../lib/session-query.ts";
import { paths } from "../paths.ts";
import { overviewQuery } from "../runs/overview-query.ts";
import { ProductVersion } from "../ui/product-version.tsx";
import { RunBanner } from "./run-banner.tsx";
import classes from "./shell.module.css";

const LANGUAGE_NAMES = { fr: "Français", en: "English" } as const;
const SCHEMES = ["auto", "light", "dark"] as const;
const SCHEME_ICONS = { auto: IconSunMoon, light: IconSun, dark: IconMoon } as const;

export function Shell() {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  useEffect(() => {
    if (pathname) close();
  }, [pathname, close]);

  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 250, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a className={classes.skipLink} href="#content">
        {t("common.skip")}
      </a>
      <AppShell.Header>
        <Header opened={opened} toggle={toggle} />
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t("common.menu")}>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <RunBanner />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function Header({ opened, toggle }: { opened: boolean; toggle: () => void }) {
  const { t } = useTranslation();
  const mayFollow = usePermission("run:follow");
  const { data: overview } = useQuery({ ...overviewQuery, enabled: mayFollow });
  // The run knows first: the flag is looked at from time to time only.
  const masked = overview?.masked === true || overview?.openRun?.masked === true;
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t("common.menu")} />
        <Text fw={700} size="lg" c="petrol" visibleFrom="xs">
          {t("common.product")}
        </Text>
        {overview && (
          <Text truncate fw={500}>
            {overview.platform.name}{" "}
            <Text span c="dimmed" size="sm">
              {overview.platform.version}
            </Text>
          </Text>
        )}
        {masked && <MaskedSign />}
      </Group>
      <Group gap={4} wrap="nowrap">
        <LanguageMenu />
        <SchemeMenu />
        <AccountMenu />
      </Group>
    </Group>
  );
}

function MaskedSign() {
  const { t } = useTranslation();
  return (
    <>
      <Badge color="orange" variant="filled" visibleFrom="md" style={{ flex: "none" }}>
        {t("common.masked")}
      </Badge>
      <Badge
        color="orange"
        variant="filled"
        hiddenFrom="md"
        circle
        size="lg"
        role="img"
        aria-label={t("common.masked")}
      >
        <IconEyeOff size={14} aria-hidden />
      </Badge>
    </>
  );
}

function LanguageMenu() {
  const { t, i18n } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={t("common.language")}>
          <IconLanguage size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => void chooseLanguage(language)}
            fw={i18n.language === language ? 700 : 400}
          >
            {LANGUAGE_NAMES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SchemeMenu() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = SCHEME_ICONS[colorScheme];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={t("common.scheme")}>
          <Icon size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map((scheme) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            fw={colorScheme === scheme ? 700 : 400}
          >
            {t(`common.schemes.${scheme}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  const logout = useMutation({ mutationFn: () => http.delete("/session"), onSettled: leaveSession });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={t("common.account")}>
          <IconUser size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label c="var(--mantine-color-text)">
          {session?.user.name} · {session?.user.groups.join(", ")}
        </Menu.Label>
        <Menu.Item onClick={() => void navigate(paths.password)}>{t("common.changePassword")}</Menu.Item>
        <Menu.Item onClick={() => logout.mutate()}>{t("common.logout")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Navigation() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const mayManage = usePermission("user:manage");
  const mayAudit = usePermission("audit:read");
  const items = [
    { to: paths.updates, label: t("common.updates"), icon: IconPackageImport, shown: true },
    { to: paths.accounts, label: t("common.accounts"), icon: IconUsers, shown: mayManage },
    { to: paths.audit, label: t("common.audit"), icon: IconClipboardList, shown: mayAudit },
  ];
  return (
    <>
      {items
        .filter((item) => item.shown)
        .map(({ to, label, icon: Icon }) => {
          const active = pathname.startsWith(to);
          return (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={label}
              leftSection={<Icon size={20} aria-hidden />}
              active={active}
              aria-current={active ? "page" : undefined}
              variant="filled"
              mb={4}
            />
          );
        })}
      <Stack gap={4} mt="auto">
        <Anchor href="/" p="xs" size="sm" underline="always">
          <Group gap={8} component="span">
            <IconArrowBackUp size={18} aria-hidden />
            {t("common.backToPlatform")}
          </Group>
        </Anchor>
        <ProductVersion px="xs" />
      </Stack>
    </>
  );
}
