import type { TapeRun } from "../api/model";

/* The arithmetic of the tape, apart from its drawing: where things stand, how tall they are, what was missed. */

export const tapeMs = 24 * 3_600_000;

/** Per cent of the tape's width at which an instant stands. */
export function place(instant: number, now: number): number {
  return ((instant - (now - tapeMs)) / tapeMs) * 100;
}

/** Round hours of the reader's own clock, every six hours: the hour lines that all tapes of a table share. */
export function hourLines(now: number): number[] {
  const first = new Date(now - tapeMs);
  first.setMinutes(0, 0, 0);
  const lines: number[] = [];
  for (const at = first; at.getTime() <= now; at.setHours(at.getHours() + 1)) {
    if (at.getHours() % 6 === 0 && at.getTime() > now - tapeMs) lines.push(at.getTime());
  }
  return lines;
}

/** The lines whose label has room: one at the left edge would be cut, one near the right edge would touch "now". */
export function labelled(now: number): number[] {
  return hourLines(now).filter((line) => place(line, now) > 6 && place(line, now) < 78);
}

/** Height by order of magnitude: one row is still seen beside ten thousand. */
export function tall(rows: number, least: number, most: number): number {
  if (rows <= 0) return least;
  return Math.min(most, least + (most - least) * (Math.log10(rows + 1) / 4));
}

/** Scheduled times at which nothing started before the next one was due. */
export function missed(due: readonly string[], runs: readonly TapeRun[], now: number): number[] {
  const starts = runs.map((run) => Date.parse(run.startedAt)).sort((a, b) => a - b);
  const times = due.map((instant) => Date.parse(instant)).sort((a, b) => a - b);
  // Both lists go forward in time, so each is walked once.
  let at = 0;
  return times.filter((time, index) => {
    const next = times[index + 1] ?? time + graceMs(times);
    while ((starts[at] ?? Number.POSITIVE_INFINITY) < time - earlyMs) at++;
    // The last due time still has until the next to be kept; before that it is only waiting.
    if (next > now) return false;
    return (starts[at] ?? Number.POSITIVE_INFINITY) >= next - earlyMs;
  });
}

const earlyMs = 30_000;

function graceMs(times: readonly number[]): number {
  const [first, second] = times;
  return first !== undefined && second !== undefined ? second - first : tapeMs;
}
