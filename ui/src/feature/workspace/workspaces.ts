import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { given } from "../../api/ask";
import { api, unwrap } from "../../api/client";
import { tellSessionMoved } from "../../api/live/session-moved";
import type { About, Workspace, WorkspaceSettings } from "../../api/model";

/** The workspaces that I belong to; the owner of the server may ask for all. */
export function workspacesQuery(all = false) {
  return queryOptions({
    queryKey: ["workspaces", { all }] as const,
    queryFn: async ({ signal }): Promise<Workspace[]> =>
      (await unwrap(api.GET("/api/v1/workspaces", { signal, params: { query: given({ all: all || null }) } }))).items,
    staleTime: 5 * 60_000,
  });
}

export const workspaceSettingsQuery = queryOptions({
  queryKey: ["workspace", "settings"] as const,
  queryFn: ({ signal }): Promise<WorkspaceSettings> => unwrap(api.GET("/api/v1/workspace/settings", { signal })),
});

export const aboutQuery = queryOptions({
  queryKey: ["about"] as const,
  queryFn: ({ signal }): Promise<About> => unwrap(api.GET("/api/v1/about", { signal })),
  refetchInterval: 60_000,
});

export function useSaveSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Partial<WorkspaceSettings>) => unwrap(api.PUT("/api/v1/workspace/settings", { body })),
    onSuccess: (saved) => client.setQueryData(workspaceSettingsQuery.queryKey, saved),
    // The name also stands in the shell.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["me"] }),
        client.invalidateQueries({ queryKey: ["workspaces"] }),
      ]),
  });
}

/** The session moves to the other workspace, in every tab; each begins anew, so that nothing of this one is shown on. */
export function useEnterWorkspace(onIn: () => void) {
  return useMutation({
    mutationFn: (workspace: number) => unwrap(api.POST("/api/v1/session/workspace", { body: { workspace } })),
    onSuccess: () => {
      tellSessionMoved();
      onIn();
    },
  });
}

export function useCreateWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => unwrap(api.POST("/api/v1/workspaces", { body: { name } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["workspaces"] }),
  });
}

export function useRenameWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, name }: { id: number; name: string }) =>
      unwrap(api.PUT("/api/v1/workspaces/{id}", { params: { path: { id } }, body: { name } })),
    onSettled: () =>
      Promise.all([["workspaces"], ["workspace"], ["me"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useJoinWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => unwrap(api.POST("/api/v1/workspaces/{id}/join", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["workspaces"] }),
  });
}
