import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { given } from "../../api/ask";
import { api, unwrap } from "../../api/client";
import type { Invitation, Role } from "../../api/model";

export type PeopleFilter = { q?: string | undefined };

export function peopleQuery(filter: PeopleFilter) {
  return infiniteQueryOptions({
    queryKey: ["people", filter] as const,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/people", { signal, params: { query: given({ ...filter, cursor: pageParam, limit: 50 }) } }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"] as const,
  queryFn: async ({ signal }): Promise<Invitation[]> =>
    (await unwrap(api.GET("/api/v1/invitations", { signal }))).items,
});

/** What is done to a person; whatever comes of it, the list is asked for again. */
function useOnPeople<Wish, Answer>(work: (wish: Wish) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: work, onSettled: () => client.invalidateQueries({ queryKey: ["people"] }) });
}

const of = (id: number) => ({ params: { path: { id } } });

export function useSetRole() {
  return useOnPeople(({ id, role }: { id: number; role: Role }) =>
    unwrap(api.PUT("/api/v1/people/{id}/role", { ...of(id), body: { role } })),
  );
}

export function useDisable() {
  return useOnPeople(({ id, everywhere }: { id: number; everywhere: boolean }) =>
    unwrap(api.POST("/api/v1/people/{id}/disable", { ...of(id), body: { everywhere } })),
  );
}

export function useEnable() {
  return useOnPeople((id: number) => unwrap(api.POST("/api/v1/people/{id}/enable", of(id))));
}

export function useSetOwner() {
  return useOnPeople(({ id, owner }: { id: number; owner: boolean }) =>
    unwrap(api.PUT("/api/v1/people/{id}/owner", { ...of(id), body: { owner } })),
  );
}

export function useResetLink() {
  return useOnPeople((id: number) => unwrap(api.POST("/api/v1/people/{id}/reset-password", of(id))));
}

export function useInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; role: Role }) => unwrap(api.POST("/api/v1/invitations", { body })),
    onSettled: () => client.invalidateQueries({ queryKey: ["invitations"] }),
  });
}

export function useWithdraw() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/invitations/{id}", of(id))),
    onSettled: () => client.invalidateQueries({ queryKey: ["invitations"] }),
  });
}

/** The server tells a path; whoever gets the link needs the whole address. */
export function wholeLink(link: string): string {
  return new URL(link, window.location.origin).href;
}
