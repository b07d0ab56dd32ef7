import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { given } from "../../api/ask";
import { api, unwrap } from "../../api/client";
import type { Me, TokenScope } from "../../api/model";

export type TokenFilter = { show?: "all" | undefined };

export function tokensQuery({ show }: TokenFilter) {
  return infiniteQueryOptions({
    queryKey: ["tokens", { show }] as const,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/tokens", {
          signal,
          params: { query: given({ active: show === "all" ? null : true, cursor: pageParam, limit: 50 }) },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function useMakeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; scope: TokenScope; days: number }) =>
      unwrap(api.POST("/api/v1/tokens", { body })),
    onSettled: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
}

const scopes: ReadonlyArray<{ value: TokenScope; label: string }> = [
  { value: "read", label: "read: sees what a viewer sees" },
  { value: "run", label: "run: starts and stops runs too" },
  { value: "admin", label: "admin: changes syncs and connections too" },
  { value: "owner", label: "owner: the whole server" },
];

/** A token can do no more than the person who makes it. */
export function scopesFor(me: Me) {
  const up = { viewer: 1, operator: 2, admin: 3 }[me.role];
  return scopes.filter((scope, at) => at < up || (scope.value === "owner" && me.owner));
}
