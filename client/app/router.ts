import { createBrowserRouter } from "react-router";
import { BASE_PATH } from "../../shared/api/base.ts";
import { routes } from "./routes.tsx";

export const router = createBrowserRouter(routes, { basename: BASE_PATH });
