import type { Connection, Health, Sync } from "../../api/model";
import { age, counted } from "../../part/format";
import { heldWord } from "../../part/status";

/** One thing that waits for a person, with where it is done. */
export type Need = {
  key: string;
  look: "late" | "failed" | "held" | "conflict";
  what: string;
  why: string;
  action: string;
  to:
    | { to: "/runs/$id"; params: { id: string } }
    | { to: "/conflicts"; search: { sync: string } }
    | { to: "/connections/$name"; params: { name: string } }
    | { to: "/syncs/$name"; params: { name: string } };
};

/** What a person has to do, the worst first: what is broken, what is held, what is late, what is to be decided. */
export function needsOf(syncs: readonly Sync[], connections: readonly Connection[], now: number): Need[] {
  const needs: Need[] = [];
  for (const { name, title, signIn } of connections) {
    if (!signIn || signIn.state === "connected") continue;
    needs.push({
      key: `connection ${name}`,
      look: "failed",
      what: title,
      why: signIn.sentence ?? "is not signed in",
      action: signIn.state === "never" ? "Connect it" : "Connect it again",
      to: { to: "/connections/$name", params: { name } },
    });
  }
  const each = (look: Need["look"], of: (sync: Sync) => Omit<Need, "key" | "look" | "what"> | null) => {
    for (const sync of syncs) {
      const need = of(sync);
      if (need) needs.push({ key: `${look} ${sync.name}`, look, what: sync.title, ...need });
    }
  };
  const page = (sync: Sync) => ({ to: "/syncs/$name" as const, params: { name: sync.name } });
  each("failed", ({ paused, lastRun, activeRun }) =>
    !paused && !activeRun && lastRun?.status === "failed"
      ? {
          why: lastRun.sentence,
          action: "See why",
          to: { to: "/runs/$id", params: { id: String(lastRun.id) } },
        }
      : null,
  );
  each("held", ({ activeRun }) =>
    activeRun?.status === "held"
      ? {
          why: heldWord(activeRun),
          action: activeRun.plan ? `Look at ${counted(activeRun.plan.changes, "change")}` : "Look at it",
          to: { to: "/runs/$id", params: { id: String(activeRun.id) } },
        }
      : null,
  );
  each("late", (sync) => {
    const { state, confirmedAt, promiseSeconds } = sync.freshness;
    if (sync.paused || state !== "late") return null;
    const promised = promiseSeconds === null ? "" : `, promised within ${age(promiseSeconds * 1_000)}`;
    const old = confirmedAt === null ? "never read" : `${age(now - Date.parse(confirmedAt))} old`;
    return { why: `${old}${promised}`, action: "Open the sync", to: page(sync) };
  });
  each("conflict", ({ name, conflicts }) =>
    conflicts > 0
      ? {
          why: `${counted(conflicts, "field")} frozen`,
          action: `Decide ${counted(conflicts, "conflict")}`,
          to: { to: "/conflicts", search: { sync: name } },
        }
      : null,
  );
  return needs;
}

export type Due = { sync: string; at: string; text: string };

export function nextTen(health: Health): Due[] {
  return health.schedules
    .flatMap(({ sync, schedule }) => schedule.next.map((at) => ({ sync, at, text: schedule.text })))
    .sort((a, b) => a.at.localeCompare(b.at))
    .slice(0, 10);
}

/** Late ones first, then those in trouble, then by name. */
export function byTrouble(syncs: readonly Sync[]): Sync[] {
  const rank = ({ freshness, lastRun, paused }: Sync) => {
    if (paused) return 4;
    if (freshness.state === "late") return 0;
    if (lastRun?.status === "failed") return 1;
    return freshness.state === "never" ? 2 : 3;
  };
  return [...syncs].sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
}

export type Hour = { at: number; worked: number; failed: number };

/** Rows moved in each of the last 24 hours, over all syncs. */
export function movedByHour(syncs: readonly Sync[], now: number): Hour[] {
  const hour = 3_600_000;
  const hours = Array.from({ length: 24 }, (_, n) => ({ at: now - (23 - n) * hour, worked: 0, failed: 0 }));
  for (const run of syncs.flatMap((sync) => sync.tape)) {
    const slot = hours[23 - Math.floor((now - Date.parse(run.startedAt)) / hour)];
    if (!slot) continue;
    slot.worked += run.worked;
    slot.failed += run.failed;
  }
  return hours;
}
