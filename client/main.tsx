import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/app.css";

// Mantine's dialogs lock the page's scrolling with a style of their own, by a library that looks for this name.
Object.assign(globalThis, {
  __webpack_nonce__: document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content,
});

const root = document.getElementById("root");
if (root === null) throw new Error("no #root in the page");
createRoot(root).render(<App />);
