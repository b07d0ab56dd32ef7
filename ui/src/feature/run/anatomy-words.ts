import { laneKey, type Stretch } from "../../api/anatomy";
import type { Anatomy, AnatomyAttempt, AnatomyLane } from "../../api/model";
import { counted, duration } from "../../part/format";

/** A lane of the picture: a part of the work, with the waits that lie in it. */
export type Row = { key: string; lane: AnatomyLane; waits: AnatomyLane[] };

const parts: Record<AnatomyLane["part"], string> = {
  open: "Open",
  settle: "Settle lost answers",
  read: "Read",
  plan: "Plan",
  write: "Write",
  failed: "Rows failed",
};

const order: readonly AnatomyLane["part"][] = ["open", "settle", "read", "plan", "write", "failed"];

export function laneWord(lane: AnatomyLane): string {
  if (lane.side) return `${parts[lane.part]} ${lane.side}`;
  if (lane.part === "open") return "Open both sides";
  return lane.part === "write" ? "Write linked rows" : parts[lane.part];
}

/** Steps that every attempt takes and that most have nothing to do in: as a lane of their own they would only be noise. */
function nothingToDo(lane: AnatomyLane): boolean {
  const quick = lane.spentMs < 20 && !lane.open;
  return quick && (lane.part === "settle" || (lane.part === "write" && lane.side === null));
}

/** Lanes in the order of the work, left before right. */
export function rowsOf(attempt: AnatomyAttempt): Row[] {
  const shown = attempt.lanes.filter((lane) => lane.waitedFor === null);
  const waits = attempt.lanes.filter((lane) => lane.waitedFor !== null);
  const alone = waits.filter((wait) => !shown.some((lane) => lane.part === wait.part && lane.side === wait.side));
  return [...shown, ...alone.map((wait) => ({ ...wait, waitedFor: null, spans: [], spentMs: 0 }))]
    .filter((lane) => !nothingToDo(lane))
    .sort((a, b) => rank(a) - rank(b))
    .map((lane) => ({
      key: laneKey(attempt.number, lane),
      lane,
      waits: waits.filter((wait) => wait.part === lane.part && wait.side === lane.side),
    }));
}

function rank(lane: AnatomyLane): number {
  return order.indexOf(lane.part) * 3 + (lane.side === "left" ? 1 : lane.side === "right" ? 2 : 0);
}

/** How far the picture reaches: as long as the longest attempt, so that they can be compared. */
export function reach({ at, attempts }: Anatomy): number {
  return Math.max(
    1,
    ...attempts.map(({ startedAt, endedAt, lanes }) =>
      Math.max(
        Date.parse(endedAt ?? at) - Date.parse(startedAt),
        ...lanes.flatMap((lane) => lane.spans.map((span) => span.to)),
      ),
    ),
  );
}

/** "240 ms", "1.3 s", then as everywhere: here a tenth of a second matters. */
export function shortTime(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : duration(ms);
}

export function waitWords(wait: AnatomyLane): string {
  return `${shortTime(wait.spentMs)} waiting for ${wait.waitedFor} (${counted(wait.times, "wait")})`;
}

/** A lane's bar in words. */
export function laneFacts({ lane, waits }: Row): string {
  const first = lane.spans[0];
  const last = lane.spans.at(-1);
  if (lane.part === "failed") {
    return `${counted(lane.times, "row")} failed${first && last ? `, ${between(first.from, last.to)}` : ""}`;
  }
  const when = first && last ? `${between(first.from, last.to)}${lane.open ? ", still going on" : ""}` : "not begun";
  return [when, ...waits.map(waitWords)].join("; ");
}

function between(from: number, to: number): string {
  return from === to ? `at ${shortTime(from)}` : `from ${shortTime(from)} to ${shortTime(to)}`;
}

/** What took longest, and what was waited for, in a sentence. */
export function attemptFacts(attempt: AnatomyAttempt): string {
  const work = rowsOf(attempt).filter(({ lane }) => lane.part !== "failed" && lane.spentMs > 0);
  const longest = work.reduce<Row | null>(
    (most, row) => (most && most.lane.spentMs >= row.lane.spentMs ? most : row),
    null,
  );
  if (!longest) return "Nothing of this attempt's time was recorded.";
  const waited = attempt.lanes.filter((lane) => lane.waitedFor !== null).reduce((sum, lane) => sum + lane.spentMs, 0);
  const most = `Most time went into “${laneWord(longest.lane).toLowerCase()}”: ${shortTime(longest.lane.spentMs)}`;
  return waited > 0 ? `${most}. Waiting took ${shortTime(waited)} in all.` : `${most}. Nothing was waited for.`;
}

/** The time of a lane, and a moment around it: a line is written just before or after what it is about. */
export function stretchOf(anatomy: Anatomy | undefined, key: string | undefined): (Stretch & { word: string }) | null {
  for (const attempt of anatomy?.attempts ?? []) {
    const row = rowsOf(attempt).find((one) => one.key === key);
    const spans = row ? [row.lane, ...row.waits].flatMap((lane) => lane.spans) : [];
    if (!row || spans.length === 0) continue;
    const began = Date.parse(attempt.startedAt);
    return {
      from: new Date(began + Math.min(...spans.map((span) => span.from)) - 250).toISOString(),
      to: new Date(began + Math.max(...spans.map((span) => span.to)) + 250).toISOString(),
      word: `“${laneWord(row.lane).toLowerCase()}” of attempt ${attempt.number}`,
    };
  }
  return null;
}
