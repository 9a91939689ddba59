import type { Account } from "../accounts.ts";
import { type Html, html } from "../html.ts";

export interface Frame {
  readonly title: string;
  readonly version: string;
  /** Null on the login page. */
  readonly account: Account | null;
  /** Path of the page, to mark it in the navigation. */
  readonly path: string;
}

const NAVIGATION = [
  { path: "/", label: "Rendez-vous" },
  { path: "/nomenclature", label: "Nomenclature" },
];

const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <rect x="2" y="5" width="28" height="25" rx="6" class="mark-sheet"></rect>
  <path d="M10 2v6M22 2v6M16 13v11M10.5 18.5h11" class="mark-lines"></path>
</svg>`;

const gear = html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" class="icon">
  <path d="M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z"></path>
  <path d="m10.300 3.200-.5 2.200-1.700 1-2.200-.7-1.700 3 1.700 1.5v2l-1.700 1.5 1.700 3 2.200-.7 1.700 1 .5 2.200h3.400l.5-2.200 1.700-1 2.200.7 1.700-3-1.700-1.5v-2l1.700-1.5-1.700-3-2.200.7-1.700-1-.5-2.200Z"></path>
</svg>`;

const tools = (account: Account): Html => html`
  <div class="tools">
    <span class="who">${account.name}</span>
    ${
      account.administrator &&
      html`<a class="gear" href="/superviseur" title="Superviseur : mises à jour de la plateforme" aria-label="Superviseur : mises à jour de la plateforme">${gear}</a>`
    }
    <form method="post" action="/logout"><button class="quiet">Se déconnecter</button></form>
  </div>`;

const navigation = (path: string): Html => html`
  <nav aria-label="Principale">
    ${NAVIGATION.map((item) => html`<a href="${item.path}" ${item.path === path && html`aria-current="page"`}>${item.label}</a>`)}
  </nav>`;

export const layout = (frame: Frame, content: Html): Html => html`<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${frame.title} · PlaniDémo</title>
  <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/assets/style.css">
</head>
<body>
  <a class="skip" href="#content">Aller au contenu</a>
  <header>
    <a class="brand" href="/">${mark}<span>PlaniDémo</span></a>
    ${frame.account && navigation(frame.path)}
    ${frame.account && tools(frame.account)}
  </header>
  <main id="content">${content}</main>
  <footer>
    <span>PlaniDémo <strong>${frame.version}</strong></span>
    <span>Centre hospitalier de Val-Fleury. Hôpital, patients et soignants inventés.</span>
  </footer>
</body>
</html>
`;
