import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { AnatomyLane, LogPage, Run } from "./model";
import { isActive } from "./runs";

const lookEveryMs = 2_000;
const pageLines = 200;
/** A run's last lines are stored a moment after its end. */
const lastLinesMs = 10_000;

/** What each attempt spent its time on. It grows while the run is under way, and is asked for once more at its end. */
export function anatomyQuery(run: Run) {
  return queryOptions({
    queryKey: ["run", run.id, "anatomy", run.endedAt] as const,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/runs/{id}/anatomy", { signal, params: { path: { id: run.id } } })),
    refetchInterval: isActive(run) ? lookEveryMs : false,
    placeholderData: keepPreviousData,
  });
}

/** A stretch of time, in the form of the API. */
export type Stretch = { from: string; to: string };

/** The newest lines first; a further page holds those before it. */
export function logQuery(run: Run, stretch: Stretch | null) {
  return infiniteQueryOptions({
    queryKey: ["run", run.id, "log", run.endedAt, stretch] as const,
    queryFn: ({ pageParam, signal }): Promise<LogPage> =>
      unwrap(
        api.GET("/api/v1/runs/{id}/log", {
          signal,
          params: {
            path: { id: run.id },
            query: { limit: pageLines, ...stretch, ...(pageParam !== null && { before: pageParam }) },
          },
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.before,
    refetchInterval: () => {
      const justEnded = run.endedAt !== null && Date.now() - Date.parse(run.endedAt) < lastLinesMs;
      return isActive(run) || justEnded ? lookEveryMs : false;
    },
    placeholderData: keepPreviousData,
  });
}

export function logFile(id: number): string {
  return `/api/v1/runs/${id}/log/export`;
}

/** The name of a lane in the address: "1.read.left". */
export function laneKey(attempt: number, lane: AnatomyLane): string {
  return [attempt, lane.part, lane.side].filter((part) => part !== null).join(".");
}
