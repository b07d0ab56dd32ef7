import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { given, once } from "./ask";
import { api, unwrap } from "./client";
import type { Conflict, ConflictState, StartedRun } from "./model";
import { followRun } from "./run-actions";

export type ConflictFilter = {
  sync?: string | undefined;
  field?: string | undefined;
  state?: ConflictState | undefined;
};

const pageRows = 100;

export function conflictsQuery({ sync, field, state = "open" }: ConflictFilter = {}) {
  return infiniteQueryOptions({
    queryKey: ["conflicts", { sync, field, state }] as const,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/conflicts", {
          signal,
          params: { query: given({ sync, field, state, limit: pageRows, cursor: pageParam }) },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** How many open conflicts there are, and the first of them: for a count beside a name or in a button. */
export function openConflictsQuery({ sync, field }: ConflictFilter = {}) {
  return queryOptions({
    queryKey: ["conflicts", "count", { sync, field }] as const,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/conflicts", { signal, params: { query: given({ sync, field, state: "open", limit: 1 }) } }),
      ),
  });
}

/** The newest one that is over: since then there was none. */
export const lastSettledQuery = queryOptions({
  queryKey: ["conflicts", "last"] as const,
  queryFn: async ({ signal }): Promise<Conflict | null> => {
    const page = await unwrap(
      api.GET("/api/v1/conflicts", { signal, params: { query: { state: "settled", limit: 1 } } }),
    );
    return page.items[0] ?? null;
  },
});

export type Choice = "left" | "right" | "other";
export type Decision = { conflict: Conflict; choice: Choice; value?: unknown; alike?: number | undefined };
export type Decided = { resolved: number; runs: StartedRun[]; sentence: string };

/** Decides one conflict, or all open ones of its field; refused when there are more or fewer than were seen. */
export function useResolve() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ conflict, choice, value, alike }: Decision): Promise<Decided> => {
      const said = { choice, value: choice === "other" ? (value ?? null) : null };
      if (alike === undefined) {
        const one = await unwrap(
          api.POST("/api/v1/conflicts/{id}/resolve", {
            params: { path: { id: conflict.id }, header: once() },
            body: { ...said, version: conflict.version },
          }),
        );
        return { resolved: 1, runs: one.run ? [one.run] : [], sentence: one.sentence };
      }
      const filter = { sync: conflict.sync, field: conflict.rightField, row: null };
      const all = await unwrap(
        api.POST("/api/v1/conflicts/resolve", {
          params: { header: once() },
          body: { ...said, filter, expected: alike },
        }),
      );
      return { resolved: all.resolved, runs: all.runs, sentence: all.leftOut.map(({ reason }) => reason).join(" ") };
    },
    onSuccess: (decided) => {
      for (const { run } of decided.runs) void followRun(client, run);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["conflicts"] }),
        client.invalidateQueries({ queryKey: ["rows"] }),
        client.invalidateQueries({ queryKey: ["syncs"] }),
      ]),
  });
}

export function rowQuery(sync: string, row: string, side?: "left" | "right") {
  return infiniteQueryOptions({
    queryKey: ["rows", sync, row, side] as const,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/rows", {
          signal,
          params: { query: { sync, row, ...given({ side, cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    retry: false,
  });
}

export type RowName = { sync: string; row: string; side?: "left" | "right" | undefined };

export function useRowVerb(verb: "pause" | "resume") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ sync, row, side, reason }: RowName & { reason?: string }) => {
      const body = { sync, row, ...given({ side, reason }) };
      return verb === "pause"
        ? unwrap(api.POST("/api/v1/rows/pause", { body }))
        : unwrap(api.POST("/api/v1/rows/resume", { body }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["rows"] }),
  });
}
