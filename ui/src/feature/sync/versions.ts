import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";

export function versionsQuery(name: string) {
  return queryOptions({
    queryKey: ["sync", name, "versions"] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/syncs/{name}/versions", { signal, params: { path: { name } } })),
  });
}

/** One version and what it has otherwise than another one; than the one before it when none is named. */
export function versionQuery(name: string, number: number, against: number | undefined) {
  return queryOptions({
    queryKey: ["sync", name, "versions", number, against] as const,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/syncs/{name}/versions/{number}", {
          signal,
          params: { path: { name, number }, query: { ...(against !== undefined && { against }) } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useRestoreVersion(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ number, revision }: { number: number; revision: number }) =>
      unwrap(
        api.POST("/api/v1/syncs/{name}/versions/{number}/restore", {
          params: { path: { name, number } },
          body: { revision },
        }),
      ),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["syncs"] }),
        client.invalidateQueries({ queryKey: ["sync", name] }),
      ]),
  });
}
