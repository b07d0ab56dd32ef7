import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { logFile, logQuery, type Stretch } from "../../api/anatomy";
import type { LogLine, Run } from "../../api/model";
import { isActive } from "../../api/runs";
import { counted, exactTime } from "../../part/format";
import { FailedRegion } from "../../part/notice";
import css from "./run-log.module.css";
import page from "./run-page.module.css";

type Props = {
  run: Run;
  /** Only the lines of this time; null shows the newest. */
  stretch: (Stretch & { word: string }) | null;
  onAll: () => void;
};

const near = 24;

/** The end of what the run wrote. While it writes, the list follows, unless somebody has scrolled up to read. */
export function RunLog({ run, stretch, onAll }: Props) {
  const query = useInfiniteQuery(logQuery(run, stretch && { from: stretch.from, to: stretch.to }));
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const newest = query.data?.pages[0];
  const lines = query.data?.pages.toReversed().flatMap((part) => part.items) ?? [];
  const last = lines.at(-1)?.number;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what it follows
  useEffect(() => {
    if (follows.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  return (
    <section className={page.section} aria-labelledby="log">
      <div className={page.sectionHead}>
        <h2 id="log">Log</h2>
        {newest && newest.written > 0 && (
          <>
            <span className="second">{`${counted(newest.written, "line")} written`}</span>
            <a href={logFile(run.id)} download className="pressable">
              Download as text
            </a>
          </>
        )}
      </div>
      {stretch && (
        <p className={css.note}>
          {`Only the lines written during ${stretch.word}. `}
          <button type="button" className={css.press} onClick={onAll}>
            Show all lines
          </button>
        </p>
      )}
      {newest?.missing && <p className={`${css.note} second`}>{newest.missing}</p>}
      {query.isError && !newest ? (
        <FailedRegion what="The log" problem={query.error} onRetry={() => query.refetch()} />
      ) : !newest ? (
        <p className="second">Reading the log…</p>
      ) : lines.length === 0 ? (
        <p className="second">{nothing(run, stretch !== null)}</p>
      ) : (
        <section
          ref={box}
          className={css.box}
          aria-label="Lines of the log"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
          tabIndex={0}
          onScroll={({ currentTarget: at }) => {
            follows.current = at.scrollHeight - at.scrollTop - at.clientHeight < near;
          }}
        >
          {query.hasNextPage && (
            <button
              type="button"
              className={css.press}
              disabled={query.isFetchingNextPage}
              onClick={() => {
                follows.current = false;
                void query.fetchNextPage();
              }}
            >
              Show earlier lines
            </button>
          )}
          <ol className={css.lines}>
            {lines.map((line, index) => (
              <Line key={line.number} line={line} before={lines[index - 1]} />
            ))}
          </ol>
        </section>
      )}
    </section>
  );
}

function nothing(run: Run, filtered: boolean): string {
  if (filtered) return "The run wrote no line in this time.";
  return isActive(run) ? "The run has not written anything yet." : "Of this run no lines are kept.";
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function Line({ line, before }: { line: LogLine; before: LogLine | undefined }) {
  const gap = before && line.number > before.number + 1 ? line.number - before.number - 1 : 0;
  return (
    <li>
      {gap > 0 && <p className={css.gap}>{`${counted(gap, "line")} not kept`}</p>}
      <p className={css.line} data-level={line.level}>
        <time dateTime={line.at} title={exactTime(line.at)}>
          {clock.format(new Date(line.at))}
        </time>
        <span className={css.level}>{line.level === "info" ? "" : line.level}</span>
        <span className={css.text}>{line.text}</span>
      </p>
    </li>
  );
}
