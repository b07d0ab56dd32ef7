import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import { followRun } from "../../api/run-actions";

export function definitionQuery(name: string) {
  return queryOptions({
    queryKey: ["sync", name, "definition"] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/syncs/{name}/definition", { signal, params: { path: { name } } })),
  });
}

export type ScheduleRule = { every: string } | { cron: string; zone: string };

/** The times that a schedule would give, before there is a sync. */
export function schedulePreviewQuery(rule: ScheduleRule) {
  return queryOptions({
    queryKey: ["schedule-preview", rule] as const,
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/api/v1/schedule-preview", {
          signal,
          body: {
            every: null,
            cron: null,
            zone: null,
            missedRun: null,
            dst: null,
            jitterSeconds: null,
            paused: null,
            ...rule,
          },
        }),
      ),
    staleTime: 60_000,
    retry: false,
  });
}

export type TableEnd = { connection: string; table: string };

/** The calls that a schedule would make in a month for two tables that no sync pairs yet. */
export function newForecastQuery(left: TableEnd, right: TableEnd, rule: ScheduleRule, rows: number) {
  return queryOptions({
    queryKey: ["schedule-forecast", left, right, rule, rows] as const,
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/api/v1/schedule-forecast", {
          signal,
          body: { left, right, every: null, cron: null, zone: null, rows, ...rule },
        }),
      ),
    staleTime: 60_000,
    retry: false,
  });
}

type NewSync = { name: string; title: string; definition: Record<string, unknown> };

/** Makes the sync and begins its first dry run; answers with that run. */
export function useCreateSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, definition }: NewSync): Promise<number> => {
      await unwrap(api.POST("/api/v1/syncs", { body: { name, definition } }));
      const { run } = await unwrap(api.POST("/api/v1/syncs/{name}/plan", { params: { path: { name } } }));
      await followRun(client, run);
      return run;
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["syncs"] }),
  });
}

export function useChangeDefinition(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { revision: number; definition: Record<string, unknown> }) =>
      unwrap(api.PUT("/api/v1/syncs/{name}/definition", { params: { path: { name } }, body })),
    onSuccess: (saved) => client.setQueryData(["sync", name, "definition"], saved),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["syncs"] }),
        client.invalidateQueries({ queryKey: ["sync", name] }),
      ]),
  });
}

export function useRemoveSync(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/syncs/{name}", { params: { path: { name } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["syncs"] }),
  });
}
