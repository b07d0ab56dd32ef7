import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { Session } from "../../api/model";

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"] as const,
  queryFn: async ({ signal }): Promise<Session[]> => (await unwrap(api.GET("/api/v1/me/sessions", { signal }))).items,
});

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { current: string; password: string }) => unwrap(api.PUT("/api/v1/me/password", { body })),
    // All other sessions end with the old password.
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/me/sessions/{id}", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
}

export function useEndOtherSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/me/sessions")),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
}
