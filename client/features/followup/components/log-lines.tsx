import { Box } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { LogLine } from "../../../../shared/log.ts";
import { formatTime } from "../../../lib/format.ts";
import classes from "./log-lines.module.css";

/** Pixels, as `.line` in the style sheet. */
const LINE_HEIGHT = 20;
const VIEW_HEIGHT = 480;
const LEAST_HEIGHT = 160;

/** The lines in view, however many there are. Going up in them stops following; coming back to the end follows again. */
export function LogLines(props: {
  shown: readonly LogLine[];
  following: boolean;
  onFollowing: (following: boolean) => void;
}) {
  const { t } = useTranslation();
  const { shown, following, onFollowing } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const top = useRef(0);
  const count = shown.length;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });
  useEffect(() => {
    if (following && count > 0) virtual.scrollToIndex(count - 1, { align: "end" });
  }, [following, count, virtual]);

  const scrolled = ({ scrollTop, scrollHeight, clientHeight }: HTMLDivElement): void => {
    const moved = scrollTop - top.current;
    top.current = scrollTop;
    const atEnd = scrollHeight - scrollTop - clientHeight < LINE_HEIGHT;
    if (moved < 0 && !atEnd) onFollowing(false);
    else if (moved > 0 && atEnd) onFollowing(true);
  };

  return (
    <Box
      ref={scroller}
      className={classes.log}
      style={{ height: Math.min(VIEW_HEIGHT, Math.max(LEAST_HEIGHT, (count + 1) * LINE_HEIGHT)) }}
      role="log"
      // Read at will: a run writes faster than a screen reader speaks. The steps are announced.
      aria-live="off"
      aria-label={t("followup.log.region")}
      // A scrollable region must be reachable by keyboard (WCAG 2.1.1).
      tabIndex={0}
      onScroll={(event) => scrolled(event.currentTarget)}
    >
      <div className={classes.all} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = shown[index];
          return line && <Line key={line.seq} line={line} top={start} />;
        })}
      </div>
    </Box>
  );
}

function Line({ line, top }: { line: LogLine; top: number }) {
  const { t } = useTranslation();
  const step = line.step === null ? "—" : t(`steps.${line.step}.name`);
  return (
    <div className={classes.line} data-level={line.level} data-seq={line.seq} style={{ top }}>
      <span className={classes.meta}>{formatTime(line.at)}</span>{" "}
      <span className={`${classes.meta} ${classes.step}`} title={step}>
        {step}
      </span>{" "}
      <span className={classes.level}>{t(`followup.log.levelName.${line.level}`)}</span>{" "}
      <span className={`${classes.meta} ${classes.source}`}>
        {line.source === "superviseur" ? "" : line.source}
      </span>{" "}
      <span className={classes.text}>{line.text}</span>
    </div>
  );
}
