import { infiniteQueryOptions, queryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { ask, isMissing, part } from "./ask";
import type { Forecast, FreshnessState, Schedule, Sync, SyncPage } from "./model";

export type SyncFilter = { q?: string | undefined; state?: FreshnessState | undefined };

const pageRows = 100;

export function syncsQuery(filter: SyncFilter = {}) {
  const { q, state } = filter;
  return infiniteQueryOptions({
    queryKey: ["syncs", { q: q || undefined, state }] as const,
    queryFn: ({ pageParam, signal }): Promise<SyncPage> =>
      ask("GET", "/api/v1/syncs", {
        signal,
        query: { limit: pageRows, q, state, cursor: pageParam ?? undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function syncQuery(name: string) {
  return queryOptions({
    queryKey: ["sync", name] as const,
    queryFn: ({ signal }) => ask<Sync>("GET", `/api/v1/syncs/${part(name)}`, { signal }),
  });
}

/** A sync's title by its name, from the list that the shell keeps; its name until that is here. */
export function useSyncTitle(): (name: string) => string {
  const { data } = useInfiniteQuery(syncsQuery());
  return (name) => data?.pages.flatMap((page) => page.items).find((sync) => sync.name === name)?.title ?? name;
}

/** Its schedule with the next ten times; null when it has none. */
export function scheduleQuery(name: string) {
  return queryOptions({
    queryKey: ["sync", name, "schedule"] as const,
    queryFn: async ({ signal }): Promise<Schedule | null> => {
      try {
        return await ask<Schedule>("GET", `/api/v1/schedules/${part(name)}`, { signal });
      } catch (problem) {
        if (isMissing(problem)) return null;
        throw problem;
      }
    },
  });
}

export type ForecastWish = { every?: string | undefined; cron?: string | undefined; zone?: string | undefined };

/** The calls that a schedule would make in a month; without a wish those of the schedule in force. */
export function forecastQuery(name: string, wish: ForecastWish) {
  return queryOptions({
    queryKey: ["sync", name, "forecast", wish] as const,
    queryFn: ({ signal }) =>
      ask<Forecast>("GET", `/api/v1/syncs/${part(name)}/forecast`, { signal, query: { ...wish } }),
    staleTime: 60_000,
    retry: false,
  });
}
