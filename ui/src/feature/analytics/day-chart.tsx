import type { Analytics } from "../../api/model";
import { count } from "../../part/format";
import css from "./analytics.module.css";

type Day = Analytics["days"][number];
/** One line of bars: what is good stands up from the line, what is not hangs below it. */
type Series = {
  title: string;
  up: readonly { word: string; look: string; of: (day: Day) => number }[];
  down: readonly { word: string; look: string; of: (day: Day) => number }[];
};

const width = 900;
const height = 120;
const head = 18;

const dayWord = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

export function dayText(day: string): string {
  return dayWord.format(new Date(`${day}T00:00:00Z`));
}

/** Bars by day on one clock; the same figures stand in the table below, so the picture is told in one sentence. */
export function DayChart({ days, series }: { days: readonly Day[]; series: Series }) {
  const sum = (of: Series["up"], day: Day) => of.reduce((all, one) => all + one.of(day), 0);
  const most = Math.max(0, ...days.map((day) => sum(series.up, day)));
  const worst = Math.max(0, ...days.map((day) => sum(series.down, day)));
  const room = height - head;
  // Failures stay visible beside a thousand times as many rows that went well.
  const upRoom = worst === 0 ? room : Math.max(room * 0.5, (room * most) / (most + worst || 1));
  const line = head + Math.min(upRoom, worst === 0 ? room : room - 24);
  const downRoom = height - line;
  const step = width / Math.max(1, days.length);
  const bar = Math.max(1, step - Math.min(4, step * 0.25));
  const upScale = most === 0 ? 0 : (line - head) / most;
  const downScale = worst === 0 ? 0 : (downRoom - 2) / worst;
  return (
    <svg
      className={css.chart}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={sentence(days, series)}
      preserveAspectRatio="none"
    >
      {days.map((day, at) => {
        const x = at * step + (step - bar) / 2;
        let top = line;
        let bottom = line;
        return (
          <g key={day.day}>
            {series.up.map((one) => {
              const tall = one.of(day) * upScale;
              top -= tall;
              return tall > 0 && <rect key={one.word} x={x} y={top} width={bar} height={tall} data-look={one.look} />;
            })}
            {series.down.map((one) => {
              const tall = Math.max(one.of(day) > 0 ? 2 : 0, one.of(day) * downScale);
              const y = bottom;
              bottom += tall;
              return tall > 0 && <rect key={one.word} x={x} y={y} width={bar} height={tall} data-look={one.look} />;
            })}
            <title>{`${dayText(day.day)}: ${words(series, day)}`}</title>
            <rect x={at * step} y={0} width={step} height={height} className={css.hit} />
          </g>
        );
      })}
      <line x1="0" x2={width} y1={line} y2={line} className={css.line} />
    </svg>
  );
}

function words(series: Series, day: Day): string {
  return [...series.up, ...series.down].map((one) => `${count(one.of(day))} ${one.word}`).join(", ");
}

function sentence(days: readonly Day[], series: Series): string {
  const totals = [...series.up, ...series.down]
    .map((one) => `${count(days.reduce((all, day) => all + one.of(day), 0))} ${one.word}`)
    .join(", ");
  const first = days[0];
  const last = days.at(-1);
  return first && last ? `${series.title} from ${dayText(first.day)} to ${dayText(last.day)}: ${totals}` : series.title;
}

export const runSeries: Series = {
  title: "Runs",
  up: [
    { word: "succeeded", look: "succeeded", of: ({ figures }) => figures.succeeded },
    { word: "partial", look: "partial", of: ({ figures }) => figures.partial },
  ],
  down: [{ word: "failed", look: "failed", of: ({ figures }) => figures.failed }],
};

export const rowSeries: Series = {
  title: "Rows",
  up: [
    { word: "created", look: "created", of: ({ figures }) => figures.created },
    { word: "updated", look: "updated", of: ({ figures }) => figures.updated },
    { word: "deleted", look: "deleted", of: ({ figures }) => figures.deleted },
  ],
  down: [{ word: "failed", look: "failed", of: ({ figures }) => figures.rowsFailed }],
};
