import classes from "./copy-text.module.css";

/** Copies to the clipboard; resolves false when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  // Absent where the page came without TLS, as on a server that is reached by its bare name.
  if (navigator.clipboard) {
    return await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("aria-hidden", "true");
  field.className = classes.source ?? "";
  // Inside an open dialog, whose focus trap takes the focus back from anything outside of it.
  (document.querySelector("[role=dialog]") ?? document.body).append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
  }
}
