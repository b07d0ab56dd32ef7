import type { TapeRun } from "../api/model";
import { place, tall } from "./tape-scale";

/* The tape's marks as paths: how a run is drawn, apart from where it hangs on the page. */

export const height = 34;
export const base = 18;
/** The width of the tape in the paths' own units. */
export const across = 1_000;

const looks = ["succeeded", "partial", "failed", "cancelled"] as const;
type Look = (typeof looks)[number];

/** Marks of one look: `narrow` is drawn as strokes of one width, `wide` is filled over the time that a run took. */
export type MarkPath = { look: Look; narrow: string; wide: string };

/** Per cent at which a run began. One that began after the clock here last moved stands at the edge. */
export function start(run: TapeRun, now: number): number {
  return Math.min(100, Math.max(0, place(Date.parse(run.startedAt), now)));
}

export function drawRuns(runs: readonly TapeRun[], now: number): { paths: MarkPath[]; alone: TapeRun[] } {
  const alone: TapeRun[] = [];
  const narrow = new Map<Look, string[]>();
  const wide = new Map<Look, string[]>();
  for (const run of runs) {
    if (run.status === "running" || run.status === "pending" || run.status === "held") {
      alone.push(run);
      continue;
    }
    const [from, to] = reach(run);
    const x = start(run, now);
    const end = Math.min(100, Math.max(x, place(run.endedAt ? Date.parse(run.endedAt) : now, now)));
    // A run shorter than its mark keeps the mark's width; a longer one lies over the time that it took.
    if (end - x > 1 && from !== to) add(wide, run.status, `M${unit(x)} ${from}H${unit(end)}V${to}H${unit(x)}Z`);
    else add(narrow, run.status, `M${unit(x)} ${from}V${to}`);
  }
  const paths = looks
    .filter((look) => narrow.has(look) || wide.has(look))
    .map((look) => ({ look, narrow: (narrow.get(look) ?? []).join(""), wide: (wide.get(look) ?? []).join("") }));
  return { paths, alone };
}

/** Upright strokes at these times; those beyond the tape are left out. */
export function ticks(times: readonly number[], now: number, from: number, to: number): string {
  return times
    .map((time) => place(time, now))
    .filter((x) => x >= 0 && x <= 100)
    .map((x) => `M${unit(x)} ${from}V${to}`)
    .join("");
}

/** Up from the line what worked, down what failed; what moved nothing stays a dot on it. */
function reach(run: TapeRun): [number, number] {
  const up = Math.round(tall(run.worked, 6, 15) * 10) / 10;
  const down = Math.round(tall(run.failed, 6, 11) * 10) / 10;
  switch (run.status) {
    case "succeeded":
      return [base - (run.worked === 0 ? 3 : up), base];
    case "partial":
      return [base - up, base + down];
    case "failed":
      return [base, base + down];
    default:
      return [base, base];
  }
}

function unit(perCent: number): number {
  return Math.round(perCent * (across / 10)) / 10;
}

function add(into: Map<Look, string[]>, look: Look, path: string): void {
  const known = into.get(look);
  if (known) known.push(path);
  else into.set(look, [path]);
}
