import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { given } from "./ask";
import { api, unwrap } from "./client";
import type { ChangeKind, ChangePage, ChangeStatus, Run, RunPage, RunStatus } from "./model";

/** What is looked for among the runs; the list, its picture over time, its export and the retry go by the same. */
export type RunFilter = {
  sync?: string | undefined;
  status?: RunStatus | undefined;
  /** A trigger, or part of the name of who started it. */
  by?: string | undefined;
  /** Part of why it failed or is held, or of why one of its rows did not get over. */
  reason?: string | undefined;
  /** Made at this time or later. */
  from?: string | undefined;
  /** Made before this time. */
  to?: string | undefined;
};
export type ChangeFilter = {
  kind?: ChangeKind | undefined;
  status?: ChangeStatus | undefined;
  q?: string | undefined;
};

const pageRows = 50;
const pageChanges = 100;

export function runsQuery(filter: RunFilter = {}) {
  const wanted = only(filter);
  return infiniteQueryOptions({
    queryKey: ["runs", wanted] as const,
    queryFn: ({ pageParam, signal }): Promise<RunPage> =>
      unwrap(
        api.GET("/api/v1/runs", {
          signal,
          params: {
            query: { limit: pageRows, ...wanted, ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** The filter alone, of whatever else stands in an address. */
function only({ sync, status, by, reason, from, to }: RunFilter) {
  return given({ sync, status, by, reason, from, to });
}

export function exportRunsAddress(filter: RunFilter, format: "csv" | "json"): string {
  return `/api/v1/runs/export?${new URLSearchParams({ ...only(filter), format })}`;
}

/** The same runs over a time, in equal parts. */
export function densityQuery({ from: _from, to: _to, ...filter }: RunFilter, from: string, to: string, parts: number) {
  const query = { ...only(filter), from, to, parts };
  return queryOptions({
    queryKey: ["density", query] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/runs/density", { signal, params: { query } })),
  });
}

/** How many runs failed in whole or in part among those that a filter means, and of how many syncs. */
export function retryableQuery(filter: RunFilter) {
  const query = only(filter);
  return queryOptions({
    queryKey: ["retryable", query] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/runs/retry", { signal, params: { query } })),
  });
}

/** The runs that I wait for and whose end I have not yet dismissed: what the dock shows, on every device. */
export const unacknowledgedQuery = queryOptions({
  queryKey: ["unacknowledged"] as const,
  queryFn: async ({ signal }): Promise<Run[]> => {
    const page = await unwrap(
      api.GET("/api/v1/runs", { signal, params: { query: { acknowledged: false, limit: pageRows } } }),
    );
    return page.items;
  },
});

export function runQuery(id: number) {
  return queryOptions({
    queryKey: ["run", id] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/runs/{id}", { signal, params: { path: { id } } })),
  });
}

export function failuresQuery(id: number) {
  return queryOptions({
    queryKey: ["run", id, "failures"] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/runs/{id}/failures", { signal, params: { path: { id } } })),
  });
}

export function changesQuery(id: number, { kind, status, q }: ChangeFilter) {
  return infiniteQueryOptions({
    queryKey: ["run", id, "changes", { kind, status, q: q || undefined }] as const,
    queryFn: ({ pageParam, signal }): Promise<ChangePage> =>
      unwrap(
        api.GET("/api/v1/runs/{id}/changes", {
          signal,
          params: {
            path: { id },
            query: {
              limit: pageChanges,
              ...(kind && { kind }),
              ...(status && { status }),
              ...(q && { q }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** Under way: the figures still move. A held run is not: it waits for a person. */
export function isActive(run: Run): boolean {
  return run.status === "pending" || run.status === "running";
}

/** Between two attempts, or in a later one: the last attempt's failure is not the run's. */
export function isRetrying(run: Run): boolean {
  return isActive(run) && run.attempts.findLast((attempt) => attempt.endedAt !== null)?.problem != null;
}
