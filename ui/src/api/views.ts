import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "./client";

/** What I look for often among the runs, under names of my own: mine alone, and there on each of my devices. */
export const viewsQuery = queryOptions({
  queryKey: ["views"] as const,
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me/views", { signal })).then(({ items }) => items),
});

/** A name that is there already is kept with the new search. */
export function useSaveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (view: { name: string; search: string }) =>
      unwrap(api.POST("/api/v1/me/views", { body: { screen: "runs", ...view } })),
    onSettled: () => client.invalidateQueries({ queryKey: viewsQuery.queryKey }),
  });
}

export function useRemoveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/me/views/{id}", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: viewsQuery.queryKey }),
  });
}
