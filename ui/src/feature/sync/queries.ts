import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";

function useSyncVerb(send: (name: string) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["syncs"] }),
        client.invalidateQueries({ queryKey: ["sync"] }),
      ]),
  });
}

export function usePause() {
  return useSyncVerb((name) =>
    unwrap(api.POST("/api/v1/syncs/{name}/pause", { params: { path: { name } }, body: { reason: "by hand" } })),
  );
}

export function useResume() {
  return useSyncVerb((name) => unwrap(api.POST("/api/v1/syncs/{name}/resume", { params: { path: { name } } })));
}
