import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { startLanguage } from "./lib/i18n.ts";
import "./app/mantine.css";
import "./app/app.css";

// Mantine's dialogs lock the page's scrolling with a style of their own, by a library that looks for this name.
Object.assign(globalThis, {
  __webpack_nonce__: document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content,
});

const root = document.getElementById("root");
if (root === null) throw new Error("no #root in the page");
try {
  await startLanguage();
  createRoot(root).render(<App />);
} catch {
  // Without a catalogue there is no text to translate.
  root.textContent =
    "Superviseur n’a pas pu être chargé : rechargez la page. — Superviseur could not be loaded: reload the page.";
}
