import { infiniteQueryOptions } from "@tanstack/react-query";
import { given } from "./ask";
import { api, unwrap } from "./client";

export type AuditFilter = { actor?: string | undefined; action?: string | undefined; object?: string | undefined };

export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ["audit", filter] as const,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/audit", { signal, params: { query: given({ ...filter, cursor: pageParam, limit: 50 }) } }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}
