import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { Me } from "./model";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me", { signal })),
  staleTime: 5 * 60_000,
  retry: false,
});

/** A viewer sees everything and starts nothing; the API refuses too, this only keeps the button away. */
export function mayOperate(me: Me): boolean {
  return me.role !== "viewer";
}
