import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { given } from "./ask";
import { api, unwrap } from "./client";
import type { Alert, NewChannel } from "./model";

export type AlertFilter = { sync?: string | undefined; past?: boolean | undefined };

export function alertsQuery({ sync, past }: AlertFilter) {
  return infiniteQueryOptions({
    queryKey: ["alerts", { sync, past }] as const,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/alerts", {
          signal,
          params: { query: { open: !past, ...given({ sync, cursor: pageParam, limit: 50 }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 15_000,
  });
}

export const channelsQuery = queryOptions({
  queryKey: ["alert-channels"] as const,
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/alerts/channels", { signal }))).items,
});

export const messagesQuery = queryOptions({
  queryKey: ["alert-messages"] as const,
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/alerts/messages", { signal }))).items,
  refetchInterval: 15_000,
});

export const silencesQuery = queryOptions({
  queryKey: ["alert-silences"] as const,
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/alerts/silences", { signal }))).items,
});

export function useCloseAlert() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => unwrap(api.POST("/api/v1/alerts/{id}/close", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
  });
}

export function useSaveChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, body }: { name: string; body: NewChannel }) =>
      unwrap(api.PUT("/api/v1/alerts/channels/{name}", { params: { path: { name } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
}

export function useRemoveChannel(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/alerts/channels/{name}", { params: { path: { name } } })),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
}

export function useTestChannel(name: string) {
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/alerts/channels/{name}/test", { params: { path: { name } } })),
  });
}

/** @param sync null silences every sync */
export function useSilence(sync: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (minutes: number | null) => {
      if (minutes === null) {
        await unwrap(api.DELETE("/api/v1/alerts/silences", { params: { query: given({ sync }) } }));
      } else {
        await unwrap(api.PUT("/api/v1/alerts/silences", { body: { sync, minutes } }));
      }
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: silencesQuery.queryKey }),
        client.invalidateQueries({ queryKey: ["alerts"] }),
      ]),
  });
}

const causes: Record<Alert["cause"], string> = {
  failed: "Failed",
  late: "Late",
  nothing_read: "Read nothing",
  far_less: "Read far less than usual",
  reconnect: "Reconnect",
  held: "Held",
  paused: "Paused",
};

export function causeWord(cause: Alert["cause"]): string {
  return causes[cause];
}
