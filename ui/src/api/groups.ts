import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { once } from "./ask";
import { api, unwrap } from "./client";
import type { Group, GroupRun } from "./model";

export const groupsQuery = queryOptions({
  queryKey: ["groups"] as const,
  queryFn: async ({ signal }): Promise<Group[]> => (await unwrap(api.GET("/api/v1/groups", { signal }))).items,
});

export function isRunning({ lastRun }: Group): boolean {
  return lastRun?.status === "running";
}

/** Whether a run of this sync can move a group that is on the page. */
export function movesGroup(client: QueryClient, sync: string): boolean {
  return client.getQueryData(groupsQuery.queryKey)?.some((group) => group.syncs.includes(sync)) ?? false;
}

/** Starts all syncs of a group, one after the other, or attaches to what is under way. */
export function useStartGroup(name: string) {
  const client = useQueryClient();
  const put = (run: GroupRun) =>
    client.setQueryData(groupsQuery.queryKey, (groups) =>
      groups?.map((group) => (group.name === name ? { ...group, lastRun: run } : group)),
    );
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/groups/{name}/sync", { params: { path: { name }, header: once() } })),
    onSuccess: ({ run }) => put(run),
    onError: () => client.invalidateQueries({ queryKey: groupsQuery.queryKey }),
  });
}
