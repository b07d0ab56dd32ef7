// @vitest-environment node
import { type InfiniteData, QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { aRun, aSync, aTally, at } from "../../testing/world";
import type { Run, RunPage, SyncPage } from "../model";
import { runQuery, runsQuery, unacknowledgedQuery } from "../runs";
import { syncsQuery } from "../syncs";
import { patchRun } from "./patch";

const now = Date.now();

function aClient(runs: Run[], filter = {}) {
  const client = new QueryClient();
  const runPages: InfiniteData<RunPage> = { pages: [{ items: runs, next: null }], pageParams: [null] };
  const syncPages: InfiniteData<SyncPage> = {
    pages: [
      {
        items: [aSync(now, { tape: [], lastRun: aRun(now, { id: 8 }) })],
        next: null,
        total: 1,
        paused: 0,
      },
    ],
    pageParams: [null],
  };
  client.setQueryData(runsQuery(filter).queryKey, runPages as never);
  client.setQueryData(syncsQuery().queryKey, syncPages as never);
  client.setQueryData(unacknowledgedQuery.queryKey, []);
  return {
    client,
    listed: () =>
      client.getQueryData(runsQuery(filter).queryKey)?.pages.flatMap((page) => page.items.map((run) => run.id)),
    sync: () => client.getQueryData(syncsQuery().queryKey)?.pages[0]?.items[0],
    dock: () => client.getQueryData(unacknowledgedQuery.queryKey)?.map((run) => run.id),
  };
}

const running = aRun(now, {
  id: 9,
  status: "running",
  phase: "apply",
  endedAt: null,
  trigger: "manual",
  acknowledged: false,
  tally: { left: null, right: aTally({ created: 3, failed: 1 }) },
});
const ended = { ...running, status: "partial" as const, endedAt: at(now, 0) };

describe("one run's news in everything that shows it", () => {
  it("is put on top of the list, into its sync and the dock", () => {
    const cache = aClient([aRun(now, { id: 8 })]);
    patchRun(cache.client, running);
    expect(cache.listed()).toEqual([9, 8]);
    expect(cache.sync()?.activeRun?.id).toBe(9);
    expect(cache.sync()?.tape).toEqual([
      { run: 9, startedAt: running.startedAt, endedAt: null, status: "running", worked: 3, failed: 1 },
    ]);
    expect(cache.dock()).toEqual([9]);
  });

  it("ends the sync's active run and becomes its last one", () => {
    const cache = aClient([running]);
    patchRun(cache.client, running);
    patchRun(cache.client, ended);
    expect(cache.listed()).toEqual([9]);
    expect(cache.sync()?.activeRun).toBeNull();
    expect(cache.sync()?.lastRun?.status).toBe("partial");
    expect(cache.sync()?.tape).toHaveLength(1);
  });

  it("is ignored when it is older than what is known", () => {
    const cache = aClient([]);
    patchRun(cache.client, ended);
    patchRun(cache.client, running);
    expect(cache.client.getQueryData(runQuery(9).queryKey)?.status).toBe("partial");
    expect(cache.sync()?.activeRun).toBeNull();
  });

  it("stays out of a list whose filter it does not fit", () => {
    const cache = aClient([], { status: "failed" });
    patchRun(cache.client, running);
    expect(cache.listed()).toEqual([]);
  });

  it("leaves the sync alone when it is a dry run", () => {
    const cache = aClient([]);
    patchRun(cache.client, { ...running, dryRun: true });
    expect(cache.sync()?.activeRun).toBeNull();
    expect(cache.dock()).toEqual([9]);
  });

  it("leaves the dock once acknowledged", () => {
    const cache = aClient([]);
    patchRun(cache.client, ended);
    patchRun(cache.client, { ...ended, acknowledged: true });
    expect(cache.dock()).toEqual([]);
  });
});
