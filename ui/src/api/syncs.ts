import { infiniteQueryOptions, queryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { given, isMissing } from "./ask";
import { api, unwrap } from "./client";
import type { FreshnessState, Schedule, SyncPage } from "./model";

export type SyncFilter = { q?: string | undefined; state?: FreshnessState | undefined };

const pageRows = 100;

export function syncsQuery(filter: SyncFilter = {}) {
  const { q, state } = filter;
  return infiniteQueryOptions({
    queryKey: ["syncs", { q: q || undefined, state }] as const,
    queryFn: ({ pageParam, signal }): Promise<SyncPage> =>
      unwrap(
        api.GET("/api/v1/syncs", {
          signal,
          params: { query: given({ limit: pageRows, q, state, cursor: pageParam }) },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function syncQuery(name: string) {
  return queryOptions({
    queryKey: ["sync", name] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/syncs/{name}", { signal, params: { path: { name } } })),
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
        return await unwrap(api.GET("/api/v1/schedules/{sync}", { signal, params: { path: { sync: name } } }));
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
      unwrap(api.GET("/api/v1/syncs/{name}/forecast", { signal, params: { path: { name }, query: given(wish) } })),
    staleTime: 60_000,
    retry: false,
  });
}
