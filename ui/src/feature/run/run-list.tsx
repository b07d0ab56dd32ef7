import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { once } from "../../api/ask";
import { api, unwrap } from "../../api/client";
import { mayOperate } from "../../api/me";
import type { Me, Run, RunStatus } from "../../api/model";
import { isActive, type RunFilter, retryableQuery, runsQuery } from "../../api/runs";
import { useSyncTitle } from "../../api/syncs";
import { BulkBar, type BulkVerb } from "../../part/bulk-bar";
import { FilterLine } from "../../part/filter-line";
import { clockOrDay, counted, duration, exactTime } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { progressWords } from "../../part/progress";
import { Rehearsal } from "../../part/rehearsal";
import { SkeletonRows } from "../../part/skeleton-rows";
import { lookOf, lookWord, runStatuses, triggerWord } from "../../part/status";
import { StatusMark } from "../../part/status-mark";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./run-list.module.css";

const choices: ReadonlyArray<{ value: RunStatus | undefined; word: string }> = [
  { value: undefined, word: "All" },
  ...runStatuses.map((status) => ({ value: status, word: lookWord(status) })),
];

/** The runs that a filter means, on a page that has a head of its own. */
export function RunList({ me, filter }: { me: Me; filter: RunFilter }) {
  const query = useInfiniteQuery({ ...runsQuery(filter), placeholderData: (previous) => previous });
  const titleOf = useSyncTitle();
  const now = useNow(1_000);
  const runs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const title = filter.sync ? `Runs of ${titleOf(filter.sync)}` : "Runs";
  return (
    <>
      <FilterLine label="Runs by status" param="status" choices={choices} />
      {mayOperate(me) && <RetryRuns filter={filter} />}
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.isError && !query.data ? (
        <FailedRegion what="The runs" problem={query.error} onRetry={() => query.refetch()} />
      ) : query.data && runs.length === 0 ? (
        <NoRuns filter={filter} />
      ) : (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">{title}, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Status</th>
              <th scope="col">Result</th>
              <th scope="col">Started</th>
              <th scope="col" className={table.figure}>
                Took
              </th>
              <th scope="col">Trigger</th>
            </tr>
          </thead>
          {query.isPending ? (
            <SkeletonRows columns={6} what="the runs" />
          ) : (
            <tbody>
              {runs.map((run) => (
                <RunRow key={run.id} run={run} title={run.title} now={now} />
              ))}
            </tbody>
          )}
        </table>
      )}
      {runs.length > 0 && (
        <LoadMore
          query={query}
          shown={
            query.hasNextPage
              ? `The newest ${counted(runs.length, "run")}`
              : `${counted(runs.length, "run")}, all of them`
          }
        />
      )}
    </>
  );
}

/** Runs anew what failed in whole or in part among all that the filter means; each sync once. */
function RetryRuns({ filter }: { filter: RunFilter }) {
  const client = useQueryClient();
  const { data } = useQuery(retryableQuery(filter));
  const verbs: BulkVerb[] = [];
  if (data && data.syncs > 0) {
    const say = `Retry ${counted(data.runs, "failed run")}${data.runs > 1 ? ` of ${counted(data.syncs, "sync")}` : ""}`;
    verbs.push({
      say,
      sure: data.syncs > 1 ? `Start ${counted(data.syncs, "run")} now` : undefined,
      send: () =>
        unwrap(
          api.POST("/api/v1/runs/retry", {
            body: {
              sync: filter.sync ?? null,
              status: filter.status ?? null,
              by: filter.by ?? null,
              reason: filter.reason ?? null,
              from: filter.from ?? null,
              to: filter.to ?? null,
              count: data.syncs,
            },
            headers: once(),
          }),
        ).then(({ sentence }) => sentence),
    });
  }
  return (
    <BulkBar
      verbs={verbs}
      onSettled={() =>
        Promise.all([
          client.invalidateQueries({ queryKey: ["runs"] }),
          client.invalidateQueries({ queryKey: ["retryable"] }),
        ])
      }
    />
  );
}

function RunRow({ run, title, now }: { run: Run; title: string; now: number }) {
  const began = run.startedAt ?? run.createdAt;
  return (
    <tr>
      <th scope="row" className={css.run}>
        <Link
          to="/runs/$id"
          params={{ id: String(run.id) }}
          className={css.link}
          data-row-link=""
          data-error={wentWrong(run)}
        >
          {title} <span className={css.id}>{run.id}</span>
        </Link>
        {run.dryRun && <span className={css.dry}>dry run</span>} {run.rehearsal && <Rehearsal />}
      </th>
      <td>
        <StatusMark look={lookOf(run)} />
      </td>
      <td className={css.result}>{isActive(run) ? progressWords(run) : run.sentence}</td>
      <td className={css.started}>
        <time dateTime={began} title={exactTime(began)}>
          {clockOrDay(began, now)}
        </time>
      </td>
      <td className={`${table.figure} ${css.took}`}>{took(run, now)}</td>
      <td className={css.trigger}>{triggerWord(run)}</td>
    </tr>
  );
}

/** What the key e stops at; an attribute that is not there otherwise. */
function wentWrong(run: Run): "" | undefined {
  return run.status === "failed" || run.status === "partial" ? "" : undefined;
}

function took(run: Run, now: number): string {
  if (!run.startedAt || run.status === "held") return "";
  return duration((run.endedAt ? Date.parse(run.endedAt) : now) - Date.parse(run.startedAt));
}

function NoRuns({ filter }: { filter: RunFilter }) {
  const { sync, status, ...others } = filter;
  const narrowed = Object.values(others).some((value) => value !== undefined);
  if (!status && !sync && !narrowed) {
    return (
      <EmptyRegion head="No run yet">
        <p>
          A run appears here when a schedule is due or somebody presses Sync. Past runs stay listed with their rows.
        </p>
        <Link to="/syncs" className="pressable">
          Go to the syncs
        </Link>
      </EmptyRegion>
    );
  }
  return (
    <EmptyRegion head={nothing(status, narrowed)}>
      <Link to="/runs" className="pressable">
        Clear filter
      </Link>
    </EmptyRegion>
  );
}

function nothing(status: RunStatus | undefined, narrowed: boolean): string {
  if (narrowed) return "No run matches this filter";
  return status ? `No run is “${lookWord(status)}” now` : "This sync has not run yet";
}
