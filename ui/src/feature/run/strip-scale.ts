import type { RunBucket } from "../../api/model";
import { clockTime, count, counted } from "../../part/format";

/* The arithmetic of the strip, apart from its drawing. */

const hour = 3_600_000;

/** How far back the strip looks, and in how many parts; a part is a time that people reckon with. */
export const spans = {
  day: { word: "24 hours", ms: 24 * hour, parts: 96 },
  week: { word: "7 days", ms: 7 * 24 * hour, parts: 84 },
  month: { word: "30 days", ms: 30 * 24 * hour, parts: 90 },
} as const;
export type Span = keyof typeof spans;

/** The time that is drawn. It ends with a whole part, so that it is another question only when a part has gone by. */
export function windowOf(span: Span, now: number, chosenFrom: string | undefined) {
  const { ms, parts } = spans[span];
  const part = ms / parts;
  const to = Math.ceil(now / part) * part;
  const usual = to - ms;
  const chosen = chosenFrom ? Date.parse(chosenFrom) : usual;
  // A time chosen further back is drawn too, and never beyond the edge.
  const from = chosen < usual ? Math.floor(chosen / part) * part : usual;
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), parts };
}

export function total(bucket: RunBucket): number {
  return bucket.succeeded + bucket.partial + bucket.failed + bucket.cancelled + bucket.open;
}

/** What stands over the line and what hangs under it; a partial run does both, as on a tape. */
export function reach(bucket: RunBucket): { up: number; down: number } {
  return {
    up: bucket.succeeded + bucket.partial + bucket.cancelled + bucket.open,
    down: bucket.failed + bucket.partial,
  };
}

export function countWords(bucket: RunBucket): string {
  const all = total(bucket);
  if (all === 0) return "no run";
  const parts = [counted(all, "run")];
  if (bucket.failed > 0) parts.push(`${count(bucket.failed)} failed`);
  if (bucket.partial > 0) parts.push(`${count(bucket.partial)} partial`);
  if (bucket.cancelled > 0) parts.push(`${count(bucket.cancelled)} cancelled`);
  if (bucket.open > 0) parts.push(`${count(bucket.open)} not over yet`);
  return parts.join(", ");
}

export function sumOf(buckets: readonly RunBucket[]): RunBucket {
  const sum = { startsAt: buckets[0]?.startsAt ?? "", succeeded: 0, partial: 0, failed: 0, cancelled: 0, open: 0 };
  for (const bucket of buckets) {
    sum.succeeded += bucket.succeeded;
    sum.partial += bucket.partial;
    sum.failed += bucket.failed;
    sum.cancelled += bucket.cancelled;
    sum.open += bucket.open;
  }
  return sum;
}

const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** "Thu 26 Nov, 02:00 to 04:00". */
export function stretchWords(from: string, to: string): string {
  const sameDay = new Date(from).toDateString() === new Date(to).toDateString();
  return `${dayAndClock.format(new Date(from))} to ${sameDay ? clockTime(to) : dayAndClock.format(new Date(to))}`;
}

/** The midnights of the reader's clock in a time, or every sixth hour of a short one. */
export function dayLines(from: string, to: string): number[] {
  const end = Date.parse(to);
  const short = end - Date.parse(from) <= 2 * 24 * hour;
  const at = new Date(from);
  at.setMinutes(0, 0, 0);
  const lines: number[] = [];
  for (; at.getTime() < end; at.setHours(at.getHours() + 1)) {
    const wanted = short ? at.getHours() % 6 === 0 : at.getHours() === 0;
    if (wanted && at.getTime() > Date.parse(from)) lines.push(at.getTime());
  }
  return lines;
}
