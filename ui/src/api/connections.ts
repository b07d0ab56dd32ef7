import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "./client";
import type { CheckStage, Connection, Connector, TriedRows } from "./model";

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

/** Tries a connection out; the stages come one after another, as far as they are through. */
export function useTest(name: string) {
  const client = useQueryClient();
  const [stages, setStages] = useState<CheckStage[]>([]);
  const test = useMutation({
    mutationFn: async (): Promise<void> => {
      setStages([]);
      const lines = await unwrap(
        api.POST("/api/v1/connections/{name}/test/stages", { params: { path: { name } }, parseAs: "stream" }),
      );
      await eachLine(lines, (line) => setStages((before) => [...before, JSON.parse(line) as CheckStage]));
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["connections"] }),
        client.invalidateQueries({ queryKey: ["connection", name], exact: true }),
      ]),
  });
  return { ...test, stages };
}

/** Hands on each line of an answer as soon as it is here. */
async function eachLine(answer: ReadableStream<Uint8Array> | null | undefined, take: (line: string) => void) {
  if (!answer) return;
  const reader = answer.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") take(line);
    if (done) return;
  }
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

/** The settings that a connector makes of the answers to its recipe. */
export async function writeSettings(connector: string, answers: Record<string, string>) {
  const { settings } = await unwrap(
    api.POST("/api/v1/connectors/{name}/recipe", { params: { path: { name: connector } }, body: { answers } }),
  );
  return settings;
}

/** The first rows that settings bring. They are used once and kept nowhere. */
export function tryOut(connector: string, settings: Record<string, unknown>): Promise<TriedRows> {
  return unwrap(
    api.POST("/api/v1/connectors/{name}/try", {
      params: { path: { name: connector } },
      body: { name: null, title: null, connector, settings },
    }),
  );
}

/** A secret that is there and not shown. */
export function isSet(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as { set?: unknown }).set === true;
}
