import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/app.css";

const root = document.getElementById("root");
if (root === null) throw new Error("no #root in the page");
createRoot(root).render(<App />);
