import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { ask, part } from "./ask";
import type { Conflict, ConflictPage, ConflictState, RowPassport, StartedRun, Value } from "./model";
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
      ask<ConflictPage>("GET", "/api/v1/conflicts", {
        signal,
        query: { sync, field, state, limit: pageRows, cursor: pageParam ?? undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** How many open conflicts there are, and the first of them: for a count beside a name or in a button. */
export function openConflictsQuery({ sync, field }: ConflictFilter = {}) {
  return queryOptions({
    queryKey: ["conflicts", "count", { sync, field }] as const,
    queryFn: ({ signal }) =>
      ask<ConflictPage>("GET", "/api/v1/conflicts", { signal, query: { sync, field, state: "open", limit: 1 } }),
  });
}

/** The newest one that is over: since then there was none. */
export const lastSettledQuery = queryOptions({
  queryKey: ["conflicts", "last"] as const,
  queryFn: async ({ signal }): Promise<Conflict | null> => {
    const page = await ask<ConflictPage>("GET", "/api/v1/conflicts", { signal, query: { state: "settled", limit: 1 } });
    return page.items[0] ?? null;
  },
});

export type Choice = "left" | "right" | "other";
export type Decision = { conflict: Conflict; choice: Choice; value?: Value | undefined; alike?: number | undefined };
export type Decided = { resolved: number; runs: StartedRun[]; sentence: string };

/** Decides one conflict, or all open ones of its field; refused when there are more or fewer than were seen. */
export function useResolve() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ conflict, choice, value, alike }: Decision): Promise<Decided> => {
      const said = { choice, ...(choice === "other" && { value: value ?? null }) };
      if (alike === undefined) {
        const one = await ask<{ run: StartedRun | null; sentence: string }>(
          "POST",
          `/api/v1/conflicts/${conflict.id}/resolve`,
          { body: said, key: crypto.randomUUID() },
        );
        return { resolved: 1, runs: one.run ? [one.run] : [], sentence: one.sentence };
      }
      const all = await ask<{ resolved: number; runs: StartedRun[]; leftOut: { sync: string; reason: string }[] }>(
        "POST",
        "/api/v1/conflicts/resolve",
        {
          body: { ...said, filter: { sync: conflict.sync, field: conflict.rightField }, expected: alike },
          key: crypto.randomUUID(),
        },
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
      ask<RowPassport>("GET", "/api/v1/rows", { signal, query: { sync, row, side, cursor: pageParam ?? undefined } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    retry: false,
  });
}

export type RowName = { sync: string; row: string; side?: "left" | "right" | undefined };

export function useRowVerb(verb: "pause" | "resume") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (row: RowName & { reason?: string }) =>
      ask<RowPassport>("POST", `/api/v1/rows/${part(verb)}`, { body: row }),
    onSettled: () => client.invalidateQueries({ queryKey: ["rows"] }),
  });
}
