import { infiniteQueryOptions, queryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { FreshnessState, SyncPage } from "./model";

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
          params: {
            query: {
              limit: pageRows,
              ...(q && { q }),
              ...(state && { state }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
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
