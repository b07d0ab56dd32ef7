import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { InvitationSeen } from "../../api/model";

function useDoor<Body>(knock: (body: Body) => Promise<unknown>, onIn: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: knock,
    // Whoever was here before, nothing of theirs is shown to the next.
    onSuccess: () => {
      client.clear();
      onIn();
    },
  });
}

export function useSignIn(onIn: () => void) {
  return useDoor((body: { email: string; password: string }) => unwrap(api.POST("/api/v1/session", { body })), onIn);
}

export function useLinkSignIn(onIn: () => void) {
  return useDoor((body: { token: string }) => unwrap(api.POST("/api/v1/session/link", { body })), onIn);
}

export function useSetup(onIn: () => void) {
  return useDoor(
    (body: { token: string; name: string; email: string; password: string }) =>
      unwrap(api.POST("/api/v1/setup", { body })),
    onIn,
  );
}

/** What an invitation is to, so that nobody takes one up blindly. Looking does not use it. */
export function invitationQuery(token: string) {
  return queryOptions({
    queryKey: ["invitation", token] as const,
    queryFn: ({ signal }): Promise<InvitationSeen> =>
      unwrap(api.POST("/api/v1/invitations/look", { signal, body: { token } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useAcceptInvitation(onIn: () => void) {
  return useDoor(
    (body: { token: string; name?: string; password: string }) =>
      unwrap(api.POST("/api/v1/invitations/accept", { body })),
    onIn,
  );
}

export function useNewPassword() {
  return useMutation({
    mutationFn: (body: { token: string; password: string }) => unwrap(api.POST("/api/v1/password", { body })),
  });
}

export function useSignOut(onOut: () => void) {
  return useDoor(() => unwrap(api.DELETE("/api/v1/session")), onOut);
}
