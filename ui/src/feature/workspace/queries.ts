import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";

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

export function useSignOut(onOut: () => void) {
  return useDoor(() => unwrap(api.DELETE("/api/v1/session")), onOut);
}
