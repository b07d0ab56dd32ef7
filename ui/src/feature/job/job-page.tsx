import { infiniteQueryOptions, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { given } from "../../api/ask";
import { api, unwrap } from "../../api/client";
import { mayOperate } from "../../api/me";
import type { Job, JobCounts, JobState, Me } from "../../api/model";
import { useSyncTitle } from "../../api/syncs";
import { BulkBar, type BulkVerb } from "../../part/bulk-bar";
import { FilterLine } from "../../part/filter-line";
import { count, counted, exactTime, until } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { Moment } from "../../part/moment";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { SkeletonRows } from "../../part/skeleton-rows";
import { triggerText } from "../../part/status";
import { StatusMark } from "../../part/status-mark";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./job-page.module.css";

export type JobSearch = { sync?: string | undefined; state?: JobState | undefined };

const jobStates: readonly JobState[] = ["quarantined", "retrying", "running", "waiting", "scheduled"];

const words: Record<JobState, string> = {
  quarantined: "Quarantined",
  retrying: "Retrying",
  running: "Running",
  waiting: "Waiting",
  scheduled: "Scheduled",
};
const looks = {
  quarantined: "failed",
  retrying: "retrying",
  running: "running",
  waiting: "pending",
  scheduled: "cancelled",
} as const;

function jobsQuery({ sync, state }: JobSearch) {
  return infiniteQueryOptions({
    queryKey: ["jobs", { sync, state }] as const,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/jobs", { signal, params: { query: given({ sync, state, cursor: pageParam, limit: 100 }) } }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 10_000,
  });
}

/** What the queue holds: what is stuck, what waits, what is due; retried and discarded all at once, by the filter. */
export function JobPage({ me, filter }: { me: Me; filter: JobSearch }) {
  const query = useInfiniteQuery({ ...jobsQuery(filter), placeholderData: (before) => before });
  const titleOf = useSyncTitle();
  const now = useNow();
  const jobs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const counts = query.data?.pages[0]?.counts;
  const choices = [
    { value: undefined, word: "All" },
    ...jobStates.map((state) => ({
      value: state,
      word: counts ? `${words[state]} ${count(counts[state])}` : words[state],
    })),
  ];
  return (
    <>
      <PageHead
        title={filter.sync ? `Jobs of ${titleOf(filter.sync)}` : "Jobs"}
        summary={
          filter.sync && (
            <Link to="/jobs" search={{ state: filter.state }} className="pressable">
              Show all syncs
            </Link>
          )
        }
      />
      <FilterLine label="Jobs by state" param="state" choices={choices} />
      {counts && mayOperate(me) && <Bulk filter={filter} counts={counts} />}
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.isError && !query.data ? (
        <FailedRegion what="The jobs" problem={query.error} onRetry={() => query.refetch()} />
      ) : query.data && jobs.length === 0 ? (
        <EmptyRegion head={filter.state || filter.sync ? "No job matches this filter" : "The queue is empty"}>
          {filter.state || filter.sync ? (
            <Link to="/jobs" className="pressable">
              Clear filter
            </Link>
          ) : (
            <p>A job comes when a schedule is set or somebody starts a sync.</p>
          )}
        </EmptyRegion>
      ) : (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">Jobs of the queue, those in trouble first</caption>
          <thead>
            <tr>
              <th scope="col">Sync</th>
              <th scope="col">State</th>
              <th scope="col">When</th>
              <th scope="col" className={table.figure}>
                Attempts
              </th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          {query.isPending ? (
            <SkeletonRows columns={5} what="the jobs" />
          ) : (
            <tbody>
              {jobs.map((job) => (
                <JobRow key={`${job.state} ${job.sync} ${job.run}`} job={job} now={now} />
              ))}
            </tbody>
          )}
        </table>
      )}
      {jobs.length > 0 && <LoadMore query={query} shown={`${counted(jobs.length, "job")} shown`} />}
    </>
  );
}

function JobRow({ job, now }: { job: Job; now: number }) {
  return (
    <tr>
      <th scope="row">
        <Link
          to="/syncs/$name"
          params={{ name: job.sync }}
          className={css.link}
          data-row-link=""
          data-error={job.problem ? "" : undefined}
        >
          {job.title}
        </Link>
        {job.run !== null && (
          <span className={css.under}>
            <Link to="/runs/$id" params={{ id: String(job.run) }} className="pressable">
              {`run ${job.run}`}
            </Link>
            {job.trigger && ` ${triggerText(job.trigger, null)}`}
          </span>
        )}
      </th>
      <td>
        <StatusMark look={looks[job.state]} word={words[job.state]} />
      </td>
      <td className={css.when}>
        {job.startedAt && job.state !== "retrying" ? (
          <>
            {"began "}
            <Moment at={job.startedAt} now={now} />
          </>
        ) : (
          job.dueAt && (
            <time dateTime={job.dueAt} title={exactTime(job.dueAt)}>
              {`due ${until(job.dueAt, now)}`}
            </time>
          )
        )}
        {job.node && <span className={css.under}>{job.node}</span>}
      </td>
      <td className={table.figure}>{job.attempts}</td>
      <td className={css.why}>{job.problem}</td>
    </tr>
  );
}

const retried = ["quarantined", "retrying"] as const;
const discarded = ["quarantined", "retrying", "waiting"] as const;

/** To discard takes a second press. */
function Bulk({ filter, counts }: { filter: JobSearch; counts: JobCounts }) {
  const client = useQueryClient();
  const of = (states: readonly JobState[]) =>
    states.filter((state) => !filter.state || filter.state === state).reduce((sum, state) => sum + counts[state], 0);
  const state = discarded.find((one) => one === filter.state) ?? null;
  const body = { sync: filter.sync ?? null, state };
  const retry = of(retried);
  const discard = of(discarded);
  const verbs: BulkVerb[] = [];
  if (retry > 0) {
    verbs.push({
      say: `Retry ${counted(retry, "job")}`,
      send: () => unwrap(api.POST("/api/v1/jobs/retry", { body })).then(told),
    });
  }
  if (discard > 0) {
    verbs.push({
      say: `Discard ${counted(discard, "job")}`,
      sure: `Discard ${counted(discard, "job")} now`,
      send: () => unwrap(api.POST("/api/v1/jobs/discard", { body })).then(told),
    });
  }
  return <BulkBar verbs={verbs} onSettled={() => client.invalidateQueries({ queryKey: ["jobs"] })} />;
}

function told(done: { sentence: string; leftOut: ReadonlyArray<{ reason: string }> }): string {
  return [done.sentence, ...done.leftOut.map(({ reason }) => reason)].join(" ");
}
