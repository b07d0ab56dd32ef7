import { useEffect, useRef, useState } from "react";
import type { Run } from "../../api/model";
import { age, clockOrDay, counted, duration } from "../../part/format";
import { lookWord } from "../../part/status";
import css from "./sync-timeline.module.css";

type Props = {
  runs: readonly Run[];
  promiseSeconds: number | null;
  now: number;
  onOpen: (run: number) => void;
};

const high = 84;
const left = 64;

/** How long each run took, and under it how old the data got between them, on one clock. */
export function SyncHistory({ runs, promiseSeconds, now }: Props) {
  const ended = runs.filter((run) => run.startedAt && run.endedAt && !run.dryRun).sort((a, b) => a.id - b.id);
  const box = useRef<HTMLDivElement>(null);
  const wide = useWidth(box);
  const first = ended[0];
  if (!first?.startedAt || ended.length < 2) return null;
  const from = Date.parse(first.startedAt);
  const x = (time: number) => left + ((time - from) / Math.max(1, now - from)) * (wide - left - 10);
  return (
    <div ref={box}>
      <Durations runs={ended} x={x} wide={wide} now={now} from={from} />
      <Ages runs={ended} x={x} wide={wide} now={now} promiseSeconds={promiseSeconds} />
    </div>
  );
}

type Scale = { x: (time: number) => number; wide: number; now: number };

function Durations({ runs, x, wide, now, from }: Scale & { runs: readonly Run[]; from: number }) {
  const took = runs.map((run) => Date.parse(run.endedAt ?? "") - Date.parse(run.startedAt ?? ""));
  const most = Math.max(...took, 1_000);
  const y = (ms: number) => high - 6 - (ms / most) * (high - 18);
  const median = [...took].sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? 0;
  const facts = `${counted(runs.length, "run")}, half of them took at most ${duration(median)}, the longest ${duration(most)}`;
  return (
    <section className={css.chart} aria-labelledby="took">
      <h2 id="took">How long runs took</h2>
      <svg className={css.picture} width={wide} height={high + 16} role="img" aria-label={facts}>
        <path d={`M${left} ${high - 5.5}H${wide}`} className={css.axis} />
        <text x={left - 10} y={y(most) + 4} className={css.label} data-end="">
          {duration(most)}
        </text>
        <text x={left - 10} y={high - 2} className={css.label} data-end="">
          0 s
        </text>
        <text x={left} y={high + 12} className={css.label}>
          {clockOrDay(new Date(from).toISOString(), now)}
        </text>
        <text x={wide - 2} y={high + 12} className={css.label} data-end="">
          now
        </text>
        {runs.map((run, index) => (
          <Dot key={run.id} run={run} cx={x(Date.parse(run.startedAt ?? ""))} cy={y(took[index] ?? 0)} />
        ))}
      </svg>
      <p className="second">{facts}</p>
    </section>
  );
}

/** The tape's own shapes: a square worked, a triangle hanging failed, a diamond both. */
function Dot({ run, cx, cy }: { run: Run; cx: number; cy: number }) {
  const shapes: Partial<Record<Run["status"], string>> = {
    failed: "M-4-3H4L0 4Z",
    partial: "M0-4.5 4.5 0 0 4.5-4.5 0Z",
    cancelled: "M-1.5-1.5h3v3h-3z",
  };
  return (
    <path
      d={shapes[run.status] ?? "M-3-3h6v6h-6z"}
      transform={`translate(${cx} ${cy})`}
      className={css.dot}
      data-status={run.status}
    >
      <title>{`Run ${run.id}: ${lookWord(run.status)}`}</title>
    </path>
  );
}

type AgesProps = Scale & { runs: readonly Run[]; promiseSeconds: number | null };

/** Age grows with the clock and falls to nothing when a run has confirmed the data; past the promise it is tinted. */
function Ages({ runs, x, wide, now, promiseSeconds }: AgesProps) {
  const confirmed = runs.filter((run) => run.status === "succeeded" || run.status === "partial");
  const times = confirmed.map((run) => Date.parse(run.endedAt ?? ""));
  const ages = times.map((time, index) => (times[index + 1] ?? now) - time);
  const promise = promiseSeconds === null ? null : promiseSeconds * 1_000;
  const most = Math.max(...ages, (promise ?? 0) * 1.15, 60_000);
  const y = (ms: number) => high - 6 - (ms / most) * (high - 18);
  if (times.length < 2) return null;
  const saw = times.map((time, index) => `M${x(time)} ${y(0)}L${x(time + (ages[index] ?? 0))} ${y(ages[index] ?? 0)}`);
  const over =
    promise === null
      ? []
      : times.flatMap((time, index) => {
          const grown = ages[index] ?? 0;
          return grown <= promise ? [] : [{ from: x(time + promise), to: x(time + grown) }];
        });
  const late = over.length > 0 ? `${counted(over.length, "time")} past the promise` : "never past the promise";
  const facts = `The data were at most ${age(Math.max(...ages))} old${promise === null ? "" : `, promised within ${age(promise)}: ${late}`}`;
  return (
    <section className={css.chart} aria-labelledby="aged">
      <h2 id="aged">How old the data got</h2>
      <svg className={css.picture} width={wide} height={high + 2} role="img" aria-label={facts}>
        <path d={`M${left} ${high - 5.5}H${wide}`} className={css.axis} />
        {over.map((span) => (
          <rect
            key={span.from}
            x={span.from}
            width={span.to - span.from}
            y="6"
            height={high - 12}
            className={css.over}
          />
        ))}
        {promise !== null && (
          <>
            <path d={`M${left} ${y(promise)}H${wide}`} className={css.limit} />
            <text x={left - 10} y={y(promise) + 4} className={css.label} data-end="" data-look="limit">
              {age(promise)}
            </text>
          </>
        )}
        <path d={saw.join("")} className={css.saw} />
      </svg>
      <p className="second">{facts}</p>
    </section>
  );
}

function useWidth(box: React.RefObject<HTMLElement | null>): number {
  const [wide, setWide] = useState(900);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWide(Math.max(240, entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  });
  return wide;
}
