/**
 * The maintenance page's script, as it is sent. It asks the gateway, never the platform: the status header is answered 204
 * when the platform is open, and 200 with the page while it is not (a 503 would fill the reader's console). Until then the parts marked `data-live` are taken over from the fresh answer, so that nothing
 * flashes. A page that answered a POST must not ask to send the form again: it is opened by its address.
 */
import { PAGE_POLL_MS } from "../limits.ts";
import { STATUS_HEADER } from "./forward-headers.ts";

export const PAGE_SCRIPT = `
"use strict";
const language = document.documentElement.lang;
function showTimes(root) {
  for (const time of root.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    time.textContent = new Intl.DateTimeFormat(language, {...(today ? {} : {day: "numeric", month: "long"}), hour: "2-digit", minute: "2-digit", hourCycle: "h23"}).format(at);
  }
}
async function ask() {
  const answer = await fetch(location.pathname + location.search, {
    cache: "no-store",
    redirect: "manual",
    headers: {Accept: "text/html", "Accept-Language": language, "${STATUS_HEADER}": "1"},
  });
  if (answer.headers.get("${STATUS_HEADER}") !== "maintenance" && answer.status !== 503) {
    if (document.body.dataset.answers === "read") location.reload();
    else location.replace(location.pathname + location.search);
    return true;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Another page altogether: an update that failed keeps none of its promises.
  if (fresh.body.dataset.reason !== document.body.dataset.reason) {
    document.title = fresh.title;
    document.body.dataset.reason = fresh.body.dataset.reason;
    document.querySelector("main").replaceWith(document.importNode(fresh.querySelector("main"), true));
  }
  showTimes(fresh);
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector('[data-live="' + part.dataset.live + '"]');
    if (next && next.textContent !== part.textContent) part.replaceChildren(...document.importNode(next, true).childNodes);
  }
  return false;
}
function later() {
  setTimeout(async () => {
    const over = await ask().catch(() => false);
    if (!over) later();
  }, ${PAGE_POLL_MS} * (1 + Math.random() / 2));
}
showTimes(document);
later();
`;
