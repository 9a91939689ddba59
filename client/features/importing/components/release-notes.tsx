import { Anchor } from "@mantine/core";
import Markdown from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import classes from "./release-notes.module.css";

/** The notes' own headings start below the page's; pictures from elsewhere are not loaded (no internet, and no tracking). */
const NOTE_ELEMENTS = {
  h1: "h3",
  h2: "h4",
  h3: "h5",
  img: () => null,
  a: ({ href, children }: { href?: string | undefined; children?: React.ReactNode }) => (
    <Anchor href={href} target="_blank" rel="noopener noreferrer" underline="always">
      {children}
    </Anchor>
  ),
} as const;

export function ReleaseNotes({ markdown }: { markdown: string }) {
  return (
    <div className={classes.notes}>
      <Markdown rehypePlugins={[rehypeSanitize]} components={NOTE_ELEMENTS}>
        {markdown}
      </Markdown>
    </div>
  );
}
