import { Badge } from "@mantine/core";
import {
  IconCertificateOff,
  IconClockX,
  IconFileAlert,
  IconHistory,
  IconShieldCheck,
  IconShieldHalf,
  IconShieldQuestion,
  IconShieldX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ErrorFacts } from "../../shared/errors.ts";
import type { TrustState } from "../../shared/trust-state.ts";

const LOOKS = {
  trusted: { Icon: IconShieldCheck, color: "green" },
  unsigned: { Icon: IconCertificateOff, color: "red" },
  "unknown-signer": { Icon: IconShieldQuestion, color: "red" },
  "not-enough-signatures": { Icon: IconShieldHalf, color: "red" },
  expired: { Icon: IconClockX, color: "orange" },
  revoked: { Icon: IconShieldX, color: "red" },
  outdated: { Icon: IconHistory, color: "orange" },
  altered: { Icon: IconFileAlert, color: "red" },
} as const satisfies Record<TrustState, unknown>;

/** Who vouches for an archive, in words and a sign. `facts` are those of the refusal: the altered file is named. */
export function TrustBadge({ state, facts = {} }: { state: TrustState; facts?: ErrorFacts }) {
  const { t } = useTranslation();
  const { Icon, color } = LOOKS[state];
  const { entry } = facts;
  return (
    <Badge variant="outline" size="lg" color={color} leftSection={<Icon size={16} aria-hidden />}>
      {state === "altered" && entry !== undefined
        ? t("common.trust.alteredAt", { entry })
        : t(`common.trust.${state}`)}
    </Badge>
  );
}
