import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Run, RunPage, Sync, SyncPage, TapeRun } from "../model";
import { isActive, type RunFilter } from "../runs";

/**
 * Puts one run, as the server told it, into everything on the page that shows it. News may come in any order (the
 * stream, an answer, a poll), so a run that has ended is never set back to running.
 */
export function patchRun(client: QueryClient, run: Run): void {
  const known = client.getQueryData<Run>(["run", run.id]);
  if (known?.endedAt && !run.endedAt) return;
  client.setQueryData(["run", run.id], run);
  for (const [key, pages] of client.getQueriesData<InfiniteData<RunPage>>({ queryKey: ["runs"] })) {
    const filter = key[1] as RunFilter;
    if (pages) client.setQueryData(key, withRun(pages, run, filter));
    // Why its rows did not get over is not in the run itself: only the server can tell whether it is meant.
    if (filter.reason && run.endedAt) void client.invalidateQueries({ queryKey: key, exact: true });
  }
  client.setQueryData<Run[]>(["unacknowledged"], (runs) => runs && withUnacknowledged(runs, run));
  if (run.dryRun) return;
  client.setQueriesData<InfiniteData<SyncPage>>({ queryKey: ["syncs"] }, (pages) => pages && inSyncPages(pages, run));
  client.setQueryData<Sync>(["sync", run.sync], (sync) => sync && inSync(sync, run));
}

function withRun(pages: InfiniteData<RunPage>, run: Run, filter: RunFilter): InfiniteData<RunPage> {
  const listed = pages.pages.some((page) => page.items.some((item) => item.id === run.id));
  if (listed) return mapPages(pages, (item) => (item.id === run.id ? run : item));
  if (!matches(run, filter)) return pages;
  const [first, ...rest] = pages.pages;
  if (!first) return pages;
  // Newest first: a run older than the page's newest belongs somewhere below, where a re-query will put it.
  if (first.items[0] && first.items[0].id > run.id) return pages;
  return { ...pages, pages: [{ ...first, items: [run, ...first.items] }, ...rest] };
}

function matches(run: Run, { sync, status, by, reason, from, to }: RunFilter): boolean {
  const made = Date.parse(run.createdAt);
  return (
    (!sync || sync === run.sync) &&
    (!status || status === run.status) &&
    (!by || isBy(run, by.toLowerCase())) &&
    (!from || made >= Date.parse(from)) &&
    (!to || made < Date.parse(to)) &&
    (!reason || isFor(run, reason))
  );
}

function isBy(run: Run, by: string): boolean {
  return run.trigger === by || Boolean(run.actor?.toLowerCase().includes(by));
}

function isFor({ problem, held }: Run, reason: string): boolean {
  const part = reason.toLowerCase();
  return (
    problem?.code === reason ||
    held?.reason === reason ||
    [problem?.sentence, held?.detail].some((sentence) => sentence?.toLowerCase().includes(part))
  );
}

function withUnacknowledged(runs: Run[], run: Run): Run[] {
  const others = runs.filter((other) => other.id !== run.id);
  if (run.acknowledged) return others.length === runs.length ? runs : others;
  return others.length === runs.length ? [run, ...runs] : runs.map((other) => (other.id === run.id ? run : other));
}

function inSyncPages(pages: InfiniteData<SyncPage>, run: Run): InfiniteData<SyncPage> {
  return mapPages(pages, (sync) => (sync.name === run.sync ? inSync(sync, run) : sync));
}

function inSync(sync: Sync, run: Run): Sync {
  const open = isActive(run) || run.status === "held";
  const newest = !sync.lastRun || sync.lastRun.id <= run.id;
  return {
    ...sync,
    activeRun: open ? run : sync.activeRun?.id === run.id ? null : sync.activeRun,
    lastRun: !isActive(run) && newest ? run : sync.lastRun,
    tape: withTapeRun(sync.tape, run),
  };
}

function withTapeRun(tape: TapeRun[], run: Run): TapeRun[] {
  if (!run.startedAt) return tape;
  const sides = [run.tally.left, run.tally.right].filter((side) => side !== null);
  const mark: TapeRun = {
    run: run.id,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    status: run.status,
    worked: sides.reduce((sum, side) => sum + side.created + side.updated + side.deleted, 0),
    failed: sides.reduce((sum, side) => sum + side.failed, 0),
  };
  const known = tape.some((other) => other.run === run.id);
  return known ? tape.map((other) => (other.run === run.id ? mark : other)) : [...tape, mark];
}

function mapPages<Page extends { items: unknown[] }>(
  pages: InfiniteData<Page>,
  change: (item: Page["items"][number]) => Page["items"][number],
): InfiniteData<Page> {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: page.items.map(change) })) };
}
