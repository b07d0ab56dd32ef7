import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef, useState } from "react";
import type { RunBucket, RunDensity } from "../../api/model";
import { densityQuery, type RunFilter } from "../../api/runs";
import { clockTime } from "../../part/format";
import { FailedRegion, StaleNote } from "../../part/notice";
import { useNow } from "../../part/use-now";
import css from "./run-strip.module.css";
import { countWords, dayLines, reach, type Span, spans, stretchWords, sumOf, windowOf } from "./strip-scale";

const height = 62;
const base = 42;

type Stretch = { from: string; to: string };
type Props = { filter: RunFilter; span: Span; onStretch: (stretch: Stretch | null) => void };

/** When the runs of the filter were: drag over a time, or choose it by the arrow keys, and the list keeps to it. */
export function RunStrip({ filter, span, onStretch }: Props) {
  const now = useNow(60_000);
  const { from, to, parts } = windowOf(span, now, filter.from);
  const query = useQuery({ ...densityQuery(filter, from, to, parts), placeholderData: (previous) => previous });
  if (query.isError && !query.data) {
    return <FailedRegion what="The picture over time" problem={query.error} onRetry={() => query.refetch()} />;
  }
  return (
    <>
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.data ? (
        <Strip density={query.data} chosen={chosenOf(filter, query.data)} onStretch={onStretch} span={span} />
      ) : (
        <div className={css.strip} aria-busy="true" />
      )}
    </>
  );
}

function chosenOf({ from, to }: RunFilter, density: RunDensity): Stretch | null {
  if (!from && !to) return null;
  return { from: from ?? density.from, to: to ?? density.to };
}

type StripProps = {
  density: RunDensity;
  chosen: Stretch | null;
  span: Span;
  onStretch: (stretch: Stretch | null) => void;
};

/** Parts from the one where the hand went down, or the shift key, to the one where it is. */
type Marked = { begin: number; end: number };

function Strip({ density, chosen, span, onStretch }: StripProps) {
  const [marked, setMarked] = useState<Marked | null>(null);
  const [dragging, setDragging] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const last = density.parts.length - 1;
  const edge = (part: number) => density.parts[part]?.startsAt ?? density.to;
  const stretchOf = ({ begin, end }: Marked): Stretch => ({
    from: edge(Math.min(begin, end)),
    to: edge(Math.max(begin, end) + 1),
  });
  const stretch = marked && stretchOf(marked);
  const within = marked
    ? density.parts.slice(Math.min(marked.begin, marked.end), Math.max(marked.begin, marked.end) + 1)
    : density.parts;

  function partAt(event: PointerEvent): number {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(last, Math.floor(((event.clientX - left) / width) * density.parts.length)));
  }

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture?.(event.pointerId);
    const part = partAt(event);
    setDragging(true);
    setMarked({ begin: part, end: part });
  }

  function onPointerMove(event: PointerEvent<HTMLElement>) {
    const part = partAt(event);
    setMarked((before) => (dragging && before ? { ...before, end: part } : { begin: part, end: part }));
  }

  function onPointerUp() {
    if (dragging && marked) onStretch(stretchOf(marked));
    setDragging(false);
  }

  function leave() {
    setDragging(false);
    setMarked(null);
  }

  function onKeyDown(event: KeyboardEvent) {
    const at = marked?.end ?? last + 1;
    const next: Record<string, number> = {
      ArrowLeft: Math.max(0, at - 1),
      ArrowRight: Math.min(last, at + 1),
      Home: 0,
      End: last,
    };
    const part = next[event.key];
    if (part !== undefined) {
      event.preventDefault();
      setMarked({ begin: event.shiftKey && marked ? marked.begin : part, end: part });
    } else if (event.key === "Enter" && marked) {
      event.preventDefault();
      onStretch(stretchOf(marked));
    } else if (event.key === "Escape") {
      if (marked) setMarked(null);
      else if (chosen) onStretch(null);
    }
  }

  const words = `${stretch ? `${stretchWords(stretch.from, stretch.to)}: ` : ""}${countWords(sumOf(within))}`;
  return (
    <div className={css.frame}>
      <div
        ref={box}
        className={css.strip}
        role="slider"
        tabIndex={0}
        aria-label={`Runs over the last ${spans[span].word}: ${countWords(sumOf(density.parts))}`}
        aria-valuemin={1}
        aria-valuemax={last + 1}
        aria-valuenow={(marked?.end ?? last) + 1}
        aria-valuetext={
          stretch ? words : "arrow keys choose a time, with Shift a longer one; Enter shows the runs of it"
        }
        onKeyDown={onKeyDown}
        onBlur={leave}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerLeave={() => !dragging && setMarked(null)}
        onPointerCancel={leave}
      >
        <Bars density={density} />
        {chosen && <Veil density={density} stretch={chosen} />}
        {stretch && <Band density={density} stretch={stretch} />}
      </div>
      <p className={css.readout} aria-hidden="true">
        {words}
      </p>
    </div>
  );
}

const Bars = memo(function Bars({ density }: { density: RunDensity }) {
  const { parts, from, to } = density;
  const most = useMemo(() => Math.max(1, ...parts.flatMap((part) => [reach(part).up, reach(part).down * 2])), [parts]);
  const width = 100 / parts.length;
  const lines = dayLines(from, to);
  const every = Math.ceil(lines.length / 8);
  return (
    <svg className={css.bars} width="100%" height={height + 16} aria-hidden="true">
      {lines.map((line, index) => (
        <g key={line}>
          <line
            x1={`${place(line, density)}%`}
            x2={`${place(line, density)}%`}
            y1={0}
            y2={height}
            className={css.day}
          />
          {index % every === 0 && place(line, density) < 92 && (
            <text x={`${place(line, density)}%`} y={height + 13} className={css.label}>
              {labelOf(line, lines)}
            </text>
          )}
        </g>
      ))}
      <line x1="0" x2="100%" y1={base} y2={base} className={css.line} />
      {parts.map((part, index) => (
        <Bar key={part.startsAt} part={part} x={index * width} width={width} most={most} />
      ))}
      <text x="100%" y={height + 13} textAnchor="end" className={css.label}>
        now
      </text>
    </svg>
  );
});

type BarProps = { part: RunBucket; x: number; width: number; most: number };

/** Over the line what worked, under it what failed, hollow what is not over yet. A part without a run stays a gap. */
function Bar({ part, x, width, most }: BarProps) {
  const up = (runs: number) => (runs === 0 ? 0 : Math.max(2, (runs / most) * (base - 2)));
  const across = { x: `${x + width * 0.1}%`, width: `${width * 0.8}%` };
  const stack = [
    { runs: part.succeeded, look: css.succeeded },
    { runs: part.partial, look: css.partial },
    { runs: part.cancelled, look: css.cancelled },
    { runs: part.open, look: css.open },
  ];
  let top = base;
  const over = stack.map(({ runs, look }) => {
    const tall = up(runs);
    top -= tall;
    return tall > 0 && <rect key={look} {...across} y={top} height={tall} className={look} />;
  });
  const failed = up(part.failed);
  const partial = up(part.partial);
  return (
    <>
      {over}
      {failed > 0 && <rect {...across} y={base} height={failed} className={css.failed} />}
      {partial > 0 && <rect {...across} y={base + failed} height={partial} className={css.partial} />}
    </>
  );
}

/** What is outside of the chosen time is pale. */
function Veil({ density, stretch }: { density: RunDensity; stretch: Stretch }) {
  const left = inside(place(Date.parse(stretch.from), density));
  const right = inside(place(Date.parse(stretch.to), density));
  return (
    <svg className={css.over} width="100%" height={height} aria-hidden="true">
      <rect x="0" y="0" width={`${left}%`} height={height} className={css.veil} />
      <rect x={`${right}%`} y="0" width={`${100 - right}%`} height={height} className={css.veil} />
      <line x1={`${left}%`} x2={`${left}%`} y1="0" y2={height} className={css.edge} />
      <line x1={`${right}%`} x2={`${right}%`} y1="0" y2={height} className={css.edge} />
    </svg>
  );
}

function Band({ density, stretch }: { density: RunDensity; stretch: Stretch }) {
  const left = place(Date.parse(stretch.from), density);
  const right = place(Date.parse(stretch.to), density);
  return (
    <svg className={css.over} width="100%" height={height} aria-hidden="true">
      <rect x={`${left}%`} y="0.5" width={`${right - left}%`} height={height - 1} className={css.band} />
    </svg>
  );
}

function inside(place: number): number {
  return Math.max(0, Math.min(100, place));
}

function place(time: number, { from, to }: Stretch): number {
  const begin = Date.parse(from);
  return ((time - begin) / (Date.parse(to) - begin)) * 100;
}

const dayWord = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric" });

function labelOf(line: number, lines: readonly number[]): string {
  const hours = lines.length > 1 && (lines[1] ?? 0) - (lines[0] ?? 0) < 12 * 3_600_000;
  return hours ? clockTime(line) : dayWord.format(new Date(line));
}
