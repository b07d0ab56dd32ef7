import { type QueryClient, useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import { once } from "./ask";
import { api, unwrap } from "./client";
import { patchRun } from "./live/patch";
import type { Run } from "./model";
import { runQuery } from "./runs";

export type Start = { sync: string; title: string; verb: "sync" | "full" | "plan" };

/** The key under which a start that is on its way can be seen from anywhere: the button, the row, the dock. */
export const startKey = ["start"] as const;

async function send({ sync, verb }: Start): Promise<number[]> {
  if (verb === "plan") {
    const { run } = await unwrap(api.POST("/api/v1/syncs/{name}/plan", { params: { path: { name: sync } } }));
    return [run];
  }
  const full = verb === "full" ? { query: { full: true } } : {};
  const { runs } = await unwrap(api.POST("/api/v1/sync/{name}", { params: { path: { name: sync }, ...full } }));
  return runs.map((started) => started.run);
}

/** Starts a sync, or attaches to its run when there is one already; either way the dock follows that run. */
export function useStart() {
  const client = useQueryClient();
  return useMutation({
    mutationKey: startKey,
    mutationFn: async (start: Start) => {
      const ids = await send(start);
      // Part of the mutation, so that "Starting…" gives way to the run itself with no gap between them.
      for (const id of ids) await followRun(client, id);
      return ids;
    },
  });
}

/** Brings a run that something else has started into the dock. */
export async function followRun(client: QueryClient, id: number): Promise<void> {
  patchRun(client, await client.fetchQuery({ ...runQuery(id), staleTime: 0 }));
}

export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (run: Run) => unwrap(api.POST("/api/v1/runs/{id}/acknowledge", { params: { path: { id: run.id } } })),
    onMutate: (run) => patchRun(client, { ...run, acknowledged: true }),
    onError: (_problem, run) => patchRun(client, { ...run, acknowledged: false }),
  });
}

export function useCancel(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/runs/{id}/cancel", { params: { path: { id } } })),
    onSuccess: (run) => patchRun(client, run),
  });
}

export function useApprove(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (hash: string) =>
      unwrap(api.POST("/api/v1/runs/{id}/approve", { params: { path: { id } }, body: { hash } })),
    onSuccess: (run) => patchRun(client, run),
  });
}

/** The starts on their way for one sync, wherever on the page they were pressed. */
export function useStarting(sync: string): boolean {
  const pending = useMutationState({
    filters: { mutationKey: startKey, status: "pending" },
    select: (mutation) => (mutation.state.variables as Start | undefined)?.sync,
  });
  return pending.includes(sync);
}

export type UndoChoice = "accept" | "across" | "pause";
export type UndoWish = { run: number; choice: UndoChoice; row?: string | undefined; preview: boolean };

/** Takes back what a run wrote, or one row of it, as a run of its own; a preview only plans it. */
export function useUndo() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ run, choice, row, preview }: UndoWish): Promise<number> => {
      const started = await unwrap(
        api.POST("/api/v1/runs/{id}/undo", {
          params: { path: { id: run }, header: once() },
          body: { choice, preview, row: row ?? null },
        }),
      );
      await followRun(client, started.run);
      return started.run;
    },
  });
}

export type FirstMatchChoice = {
  differing: "left" | "right" | "inbox";
  leftAlone: "create" | "leave";
  rightAlone: "create" | "leave";
};

/** Says what the first match of two filled tables is to do; the run that plans with it is held again. */
export function useFirstMatch(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (choice: FirstMatchChoice): Promise<number> => {
      const started = await unwrap(
        api.POST("/api/v1/runs/{id}/first-match", { params: { path: { id }, header: once() }, body: choice }),
      );
      await followRun(client, started.run);
      return started.run;
    },
  });
}

/** Keeps a sync from running by itself until somebody resumes it. */
export function usePauseSync(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      unwrap(api.POST("/api/v1/syncs/{name}/pause", { params: { path: { name } }, body: { reason } })),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["syncs"] }),
        client.invalidateQueries({ queryKey: ["sync", name] }),
      ]),
  });
}
