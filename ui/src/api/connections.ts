import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { CheckStage, Connection, Connector } from "./model";

export const connectionsQuery = queryOptions({
  queryKey: ["connections"] as const,
  queryFn: async ({ signal }): Promise<Connection[]> =>
    (await unwrap(api.GET("/api/v1/connections", { signal }))).items,
});

export function connectionQuery(name: string) {
  return queryOptions({
    queryKey: ["connection", name] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/connections/{name}", { signal, params: { path: { name } } })),
  });
}

/** What each connector of the server wants to know; it changes with the server's version only. */
export const connectorsQuery = queryOptions({
  queryKey: ["connectors"] as const,
  queryFn: async ({ signal }): Promise<Connector[]> => (await unwrap(api.GET("/api/v1/connectors", { signal }))).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export function tablesQuery(connection: string) {
  return queryOptions({
    queryKey: ["connection", connection, "tables"] as const,
    queryFn: async ({ signal }): Promise<string[]> =>
      (await unwrap(api.GET("/api/v1/connections/{name}/tables", { signal, params: { path: { name: connection } } })))
        .items,
    staleTime: 60_000,
    retry: false,
  });
}

export type TableChoice = { connection: string; table: string };

/** Fields of two tables that belong together by name, and those that stand alone. Nothing is stored. */
export function proposalQuery(left: TableChoice, right: TableChoice) {
  return queryOptions({
    queryKey: ["proposal", left, right] as const,
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/mappings/propose", { signal, body: { left, right } })),
    enabled: Boolean(left.connection && left.table && right.connection && right.table),
    staleTime: 60_000,
    retry: false,
  });
}

/** How the rows of the left table would go into the right one, by a key. Nothing is stored. */
export function oneWayQuery(left: TableChoice, right: TableChoice) {
  return queryOptions({
    queryKey: ["one-way-proposal", left, right] as const,
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/mappings/propose-one-way", { signal, body: { left, right } })),
    staleTime: 60_000,
    retry: false,
  });
}

export function useTest(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<CheckStage[]> =>
      (await unwrap(api.POST("/api/v1/connections/{name}/test", { params: { path: { name } } }))).stages,
    onSettled: () => client.invalidateQueries({ queryKey: ["connections"] }),
  });
}

/** Leaves this page for the provider's, which sends the browser back to the connection's. */
export function useSignInThere(name: string, leave: (address: string) => void) {
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/connections/{name}/oauth", { params: { path: { name } } })),
    onSuccess: ({ authorizeUrl }) => leave(authorizeUrl),
  });
}

export type ConnectionDraft = {
  name: string;
  title: string;
  connector: string;
  settings: Record<string, unknown>;
};

export function useSaveConnection(before: Connection | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ConnectionDraft): Promise<Connection> =>
      before
        ? unwrap(api.PUT("/api/v1/connections/{name}", { params: { path: { name: before.name } }, body }))
        : unwrap(api.POST("/api/v1/connections", { body })),
    onSuccess: (saved) => client.setQueryData(["connection", saved.name], saved),
    onSettled: () => client.invalidateQueries({ queryKey: ["connections"] }),
  });
}

/** A secret that is there and not shown. */
export function isSet(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as { set?: unknown }).set === true;
}
