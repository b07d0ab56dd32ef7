import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { anatomyQuery } from "../../api/anatomy";
import { ApiProblem } from "../../api/client";
import { mayOperate } from "../../api/me";
import type { Me, Run } from "../../api/model";
import { type ChangeFilter, isActive, runQuery } from "../../api/runs";
import { syncQuery, useSyncTitle } from "../../api/syncs";
import { clockOrDay, counted, duration, exactTime } from "../../part/format";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { Progress, progressWords } from "../../part/progress";
import { Rehearsal } from "../../part/rehearsal";
import { lookOf, triggerWord } from "../../part/status";
import { StatusMark } from "../../part/status-mark";
import { useNow } from "../../part/use-now";
import { stretchOf } from "./anatomy-words";
import { AttemptTable } from "./attempt-table";
import { ChangeTable } from "./change-table";
import { FailureList } from "./failure-list";
import { HeldChoices } from "./held-choices";
import { RunAnatomy } from "./run-anatomy";
import { RunLog } from "./run-log";
import css from "./run-page.module.css";
import { RunVerbs } from "./run-verbs";
import { TallyTable } from "./tally-table";

/** What of the run is looked at: some of its changes, and the lines of one lane of its anatomy. */
export type RunSearch = ChangeFilter & { lane?: string | undefined };

type Props = { id: number; me: Me; filter: RunSearch; onFilter: (change: RunSearch) => void };

/** What happened in one run, and why. While it runs, the same page grows. */
export function RunPage({ id, me, filter, onFilter }: Props) {
  const query = useQuery(runQuery(id));
  const titleOf = useSyncTitle();
  if (query.isPending) return <PageHead title={`Run ${id}`} summary="Reading…" />;
  const run = query.data;
  if (!run) {
    return query.error instanceof ApiProblem && query.error.status === 404 ? (
      <NoSuchRun id={id} />
    ) : (
      <>
        <PageHead title={`Run ${id}`} />
        <FailedRegion what={`Run ${id}`} problem={query.error} onRetry={() => query.refetch()} />
      </>
    );
  }
  const title = titleOf(run.sync);
  return (
    <>
      <PageHead
        title={`${title}, run ${id}`}
        heading={
          <>
            {title} <span className={css.id}>run {id}</span>
          </>
        }
        summary={run.rehearsal && <Rehearsal />}
      >
        <RunVerbs run={run} may={mayOperate(me)} />
      </PageHead>
      <Facts run={run} />
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      <Verdict run={run} may={mayOperate(me)} />
      <Tally run={run} />
      {run.tally.left || run.tally.right ? <FailureList run={run} /> : null}
      {planFirst(run) && <Changes run={run} filter={filter} onFilter={onFilter} />}
      <Course run={run} lane={filter.lane} onLane={(lane) => onFilter({ lane })} />
      {!planFirst(run) && <Changes run={run} filter={filter} onFilter={onFilter} />}
      {run.attempts.length > 0 && <AttemptTable attempts={run.attempts} />}
    </>
  );
}

/** What a person is asked to agree to comes before how it was found out; the changes of the past are a long list. */
function planFirst(run: Run): boolean {
  return run.dryRun || run.status === "held";
}

function Changes({ run, filter, onFilter }: { run: Run; filter: RunSearch; onFilter: Props["onFilter"] }) {
  return run.plan && <ChangeTable run={run} filter={filter} onFilter={onFilter} />;
}

/** How the run went: where its time was spent, and what it wrote. */
function Course({ run, lane, onLane }: { run: Run; lane: string | undefined; onLane: (lane?: string) => void }) {
  const { data: anatomy } = useQuery(anatomyQuery(run));
  const begun = run.startedAt !== null;
  return (
    <>
      {anatomy && anatomy.attempts.length > 0 && <RunAnatomy run={run} anatomy={anatomy} lane={lane} onLane={onLane} />}
      {begun && <RunLog run={run} stretch={stretchOf(anatomy, lane)} onAll={() => onLane(undefined)} />}
    </>
  );
}

function Facts({ run }: { run: Run }) {
  const now = useNow(1_000);
  const began = run.startedAt ?? run.createdAt;
  const took = run.startedAt ? (run.endedAt ? Date.parse(run.endedAt) : now) - Date.parse(run.startedAt) : null;
  return (
    <p className={css.facts}>
      <Link to="/syncs/$name" params={{ name: run.sync }} className="pressable">
        The sync and its other runs
      </Link>
      <span>{`Started ${triggerWord(run)}`}</span>
      <time dateTime={began} title={exactTime(began)}>
        {clockOrDay(began, now)}
      </time>
      {took !== null && <span>{`${tookWords(run)} ${duration(took)}`}</span>}
      {run.fullListing && <span>full listing</span>}
      {run.plan && (
        <span title={run.plan.hash}>
          {`plan of ${counted(run.plan.changes, "change")} `}
          <code>{run.plan.hash.slice(0, 12)}</code>
        </span>
      )}
    </p>
  );
}

function tookWords(run: Run): string {
  if (run.status === "held") return "open for";
  return isActive(run) ? "running for" : "took";
}

/** What a person can do, where the server's sentence does not say it itself: of a credential or a setting it does. */
const remedies: Record<string, string> = { retry: "Sync again when you like." };

function Verdict({ run, may }: { run: Run; may: boolean }) {
  return (
    <section className={css.verdict} aria-label="Result" data-look={run.status}>
      <p className={css.sentence}>
        <StatusMark look={lookOf(run)} />
        <span>{isActive(run) ? progressWords(run) : run.sentence}</span>
      </p>
      {isActive(run) && <Progress run={run} label={`Progress of run ${run.id}`} />}
      {run.held && <HeldChoices run={run} may={may} />}
      {run.dryRun && run.status === "succeeded" && !/^Nothing has been written/.test(run.sentence) && (
        <p>
          <strong>Nothing has been written.</strong> This was a dry run.
        </p>
      )}
      {run.problem && (
        <>
          <ProblemWords run={run} problem={run.problem} />
          <p className="second">
            Code <code>{run.problem.code}</code>
          </p>
        </>
      )}
      {run.followUp && isActive(run) && (
        <p className="second">Asked for while another run was under way: it begins when that one has ended.</p>
      )}
      {run.related
        .filter((also) => also.created > 0)
        .map((also) => (
          <p key={also.table} className="second">
            {`Also created ${counted(also.created, "row")} in `}
            <code>{also.table}</code>
          </p>
        ))}
    </section>
  );
}

/** A run that failed has its problem's sentence for its own; it stands there once. */
function ProblemWords({ run, problem }: { run: Run; problem: NonNullable<Run["problem"]> }) {
  const remedy = problem.action && remedies[problem.action];
  const told = !isActive(run) && run.sentence === problem.sentence;
  if (told && !remedy) return null;
  return (
    <p>
      {!told && <strong>{problem.sentence}</strong>} {remedy}
    </p>
  );
}

function Tally({ run }: { run: Run }) {
  const { data: sync } = useQuery(syncQuery(run.sync));
  if (!run.tally.left && !run.tally.right) return null;
  return <TallyTable run={run} left={sync?.left} right={sync?.right} />;
}

function NoSuchRun({ id }: { id: number }) {
  return (
    <>
      <PageHead title={`Run ${id}`} />
      <EmptyRegion head={`There is no run ${id}`}>
        <p>It may belong to another workspace, or be older than what the server keeps.</p>
        <Link to="/runs" className="pressable">
          Go to the runs
        </Link>
      </EmptyRegion>
    </>
  );
}
