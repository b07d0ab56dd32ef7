import { queryOptions } from "@tanstack/react-query";
import { given } from "./ask";
import { api, unwrap } from "./client";

export type Span = { sync?: string | undefined; from?: string | undefined; to?: string | undefined };

export function analyticsQuery(span: Span) {
  return queryOptions({
    queryKey: ["analytics", span] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/analytics", { signal, params: { query: given(span) } })),
  });
}

export function qualityQuery(span: Span) {
  return queryOptions({
    queryKey: ["analytics-quality", span] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/analytics/quality", { signal, params: { query: given(span) } })),
  });
}
