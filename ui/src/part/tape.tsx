import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef, useState } from "react";
import type { TapeRun } from "../api/model";
import { clockTime, count, counted } from "./format";
import { lookWord } from "./status";
import css from "./tape.module.css";
import { across, base, drawRuns, height, start, ticks } from "./tape-marks";
import { hourLines, labelled, missed, place, tapeMs } from "./tape-scale";
import { useNear } from "./use-near";

type Props = {
  title: string;
  runs: readonly TapeRun[];
  due: readonly string[];
  now: number;
  paused: boolean;
  onOpen: (run: number) => void;
};

/**
 * The last 24 hours of a sync, each run standing at its time. Up from the line is work, down is failure, hollow is
 * under way, a dot moved nothing; ticks below are the scheduled times, and one that was missed stands out in its gap.
 */
export function Tape({ title, runs, due, now, paused, onOpen }: Props) {
  const [at, setAt] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const near = useNear(box);
  const shown = useMemo(
    () => runs.filter((run) => Date.parse(run.endedAt ?? run.startedAt) > now - tapeMs),
    [runs, now],
  );
  const missedTimes = useMemo(() => missed(due, shown, now), [due, shown, now]);
  const current = at === null ? undefined : shown[at];
  // A hundred tapes of two hundred runs are more than a browser lays out at once: those out of sight wait, unlike their
  // words.
  const marks = near && (
    <Marks runs={shown} due={due} missedTimes={missedTimes} now={now} paused={paused} lit={current?.run ?? null} />
  );
  const facts = tapeFacts(shown, missedTimes.length);

  if (shown.length === 0) {
    return (
      <div ref={box} className={css.tape} role="img" aria-label={`${title}, last 24 hours: ${facts}`}>
        {marks}
      </div>
    );
  }

  function onKeyDown(event: KeyboardEvent) {
    const last = shown.length - 1;
    const next: Record<string, number> = {
      ArrowLeft: Math.max(0, (at ?? shown.length) - 1),
      ArrowRight: Math.min(last, (at ?? last) + 1),
      Home: 0,
      End: last,
    };
    const target = next[event.key];
    if (target !== undefined) {
      event.preventDefault();
      setAt(target);
    } else if (event.key === "Enter" && current) onOpen(current.run);
    else if (event.key === "Escape") setAt(null);
  }

  function onPointerMove(event: PointerEvent<HTMLElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(nearest(shown, now - tapeMs + ((event.clientX - box.left) / box.width) * tapeMs));
  }

  return (
    <div
      ref={box}
      className={css.tape}
      role="slider"
      tabIndex={0}
      aria-label={`${title}, last 24 hours: ${facts}`}
      aria-valuemin={1}
      aria-valuemax={shown.length}
      aria-valuenow={(at ?? shown.length - 1) + 1}
      aria-valuetext={current ? runFacts(current) : "arrow keys choose a run, Enter opens it"}
      onKeyDown={onKeyDown}
      onBlur={() => setAt(null)}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setAt(null)}
      onClick={() => current && onOpen(current.run)}
    >
      {marks}
      {current && <Readout run={current} now={now} />}
    </div>
  );
}

/** The hours above a column of tapes, standing exactly over their lines. */
export function TapeHours({ now }: { now: number }) {
  return (
    <svg className={css.hours} width="100%" height="16" aria-hidden="true">
      {labelled(now)
        .map((line) => ({ line, x: place(line, now) }))
        .map(({ line, x }) => (
          <text key={line} x={`${x}%`} y="12" textAnchor="middle">
            {clockTime(line)}
          </text>
        ))}
      <text x="100%" y="12" textAnchor="end">
        now
      </text>
    </svg>
  );
}

type MarksProps = {
  runs: readonly TapeRun[];
  due: readonly string[];
  missedTimes: readonly number[];
  now: number;
  paused: boolean;
  lit: number | null;
};

/**
 * All marks of one look are one path: a list of a hundred tapes with two hundred runs each would else be tens of
 * thousands of elements, which the browser styles anew at each change of the page.
 */
const Marks = memo(function Marks({ runs, due, missedTimes, now, paused, lit }: MarksProps) {
  const thin = runs.length > 150 ? 1 : runs.length > 60 ? 2 : 3;
  const drawn = drawRuns(runs, now);
  const dueTimes = due.map((instant) => Date.parse(instant)).filter((time) => !missedTimes.includes(time));
  return (
    <svg className={css.marks} width="100%" height={height} aria-hidden="true" data-paused={paused || undefined}>
      <svg
        width="100%"
        height={height}
        viewBox={`0 0 ${across} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={ticks(hourLines(now), now, 0, height)} className={css.hour} />
        <path d={ticks(dueTimes, now, 30, 33)} className={css.due} />
        <path d={ticks(missedTimes, now, 24, 33)} className={css.missed} />
        {drawn.paths.map(({ look, narrow, wide }) => (
          <g key={look} className={css.bars} data-look={look} strokeWidth={thin}>
            {narrow && <path d={narrow} data-marks={look} />}
            {wide && <path d={wide} className={css.wide} />}
          </g>
        ))}
      </svg>
      <line x1="0" x2="100%" y1={base} y2={base} className={css.line} />
      {drawn.alone.map((run) => (
        <LoneMark key={run.run} run={run} now={now} />
      ))}
      {runs
        .filter((run) => run.run === lit)
        .map((run) => (
          <line
            key={run.run}
            x1={`${start(run, now)}%`}
            x2={`${start(run, now)}%`}
            y1={base - 16}
            y2={base + 12}
            className={css.lit}
          />
        ))}
    </svg>
  );
});

/** A run that cannot be part of a path, for its shape: hollow while it runs, a diamond while it is held. */
function LoneMark({ run, now }: { run: TapeRun; now: number }) {
  const x = start(run, now);
  if (run.status === "held") {
    return (
      <svg x={`${x}%`} y={base - 5} width="10" height="10" overflow="visible" aria-hidden="true">
        <path d="M0 0 5 5 0 10-5 5Z" className={css.held} />
      </svg>
    );
  }
  const span = 100 - x;
  return <rect x={`${x}%`} y={base - 12} width={span > 2 ? `${span}%` : 5} height="12" className={css.running} />;
}

function Readout({ run, now }: { run: TapeRun; now: number }) {
  const x = place(Date.parse(run.startedAt), now);
  return (
    <span className={css.readout} style={{ left: `${Math.min(85, Math.max(15, x))}%` }} aria-hidden="true">
      {runFacts(run)}
    </span>
  );
}

function nearest(runs: readonly TapeRun[], time: number): number {
  let best = 0;
  runs.forEach((run, index) => {
    const distance = Math.abs(Date.parse(run.startedAt) - time);
    if (distance < Math.abs(Date.parse(runs[best]?.startedAt ?? "") - time)) best = index;
  });
  return best;
}

function runFacts(run: TapeRun): string {
  const failed = run.failed > 0 ? `, ${count(run.failed)} failed` : "";
  return `${clockTime(run.startedAt)} ${lookWord(run.status)}, ${count(run.worked)} worked${failed}`;
}

/** The picture in words. */
export function tapeFacts(runs: readonly TapeRun[], missedCount: number): string {
  if (runs.length === 0) return missedCount > 0 ? `no runs, ${missedCount} scheduled times missed` : "no runs";
  const of = (status: TapeRun["status"]) => runs.filter((run) => run.status === status).length;
  const parts = [counted(runs.length, "run")];
  for (const status of ["partial", "failed", "held", "running"] as const) {
    if (of(status) > 0) parts.push(`${of(status)} ${lookWord(status).toLowerCase()}`);
  }
  if (missedCount > 0) parts.push(`${counted(missedCount, "scheduled time")} missed`);
  return parts.join(", ");
}
