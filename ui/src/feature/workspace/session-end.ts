import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import { meQuery } from "../../api/me";
import type { Me } from "../../api/model";

const signedOutKey = ["signed-out"] as const;

/** Notes that the session has ended; false where nobody was in, so that there is no page to keep. */
export function noteSignedOut(client: QueryClient): boolean {
  if (!client.getQueryData(meQuery.queryKey)) return false;
  client.setQueryData(signedOutKey, true);
  return true;
}

export function useSignedOut(): boolean {
  return useQuery({ queryKey: signedOutKey, queryFn: () => false, enabled: false, initialData: false }).data;
}

/**
 * Goes on where the session ended: the same person, in the same workspace. With null it only looks whether another tab
 * has signed in meanwhile. Whoever else comes back gets a page of their own.
 */
export function useComeBack(before: Me, onElse: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (given: { email: string; password: string } | null) => {
      if (given) await unwrap(api.POST("/api/v1/session", { body: given }));
      const now = await unwrap(api.GET("/api/v1/me"));
      if (given && now.person.id === before.person.id && now.workspace.id !== before.workspace.id) {
        // Of several workspaces a new session begins in the first.
        await unwrap(api.POST("/api/v1/session/workspace", { body: { workspace: before.workspace.id } }));
        return unwrap(api.GET("/api/v1/me"));
      }
      return now;
    },
    onSuccess: (now) => {
      if (now.person.id !== before.person.id || now.workspace.id !== before.workspace.id) {
        onElse();
        return undefined;
      }
      client.setQueryData(meQuery.queryKey, now);
      client.setQueryData(signedOutKey, false);
      return client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== signedOutKey[0] });
    },
  });
}
