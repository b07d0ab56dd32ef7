import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

/** Database, queue, upstreams and the next times of all schedules, in one answer. */
export const healthQuery = queryOptions({
  queryKey: ["health"] as const,
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/sync/status", { signal })),
  refetchInterval: 60_000,
});
