import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { groupsQuery, isRunning, useStartGroup } from "../../api/groups";
import { mayOperate } from "../../api/me";
import type { Group, GroupRun, GroupStep, Me } from "../../api/model";
import { exactTime } from "../../part/format";
import { Moment } from "../../part/moment";
import { FailedRegion, StaleNote } from "../../part/notice";
import { ProblemLine } from "../../part/problem-line";
import { StatusMark } from "../../part/status-mark";
import { useNow } from "../../part/use-now";
import css from "./group-lines.module.css";

/** Syncs that are started together, a line for each group; nothing at all where there is no group. */
export function GroupLines({ me }: { me: Me }) {
  const query = useQuery(groupsQuery);
  const now = useNow();
  if (query.isError && !query.data) {
    return <FailedRegion what="The groups" problem={query.error} onRetry={() => query.refetch()} />;
  }
  if (!query.data || query.data.length === 0) return null;
  return (
    <section aria-label="Groups of syncs" className={css.groups}>
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.data.map((group) => (
        <Line key={group.name} group={group} now={now} mayStart={mayOperate(me)} />
      ))}
    </section>
  );
}

function Line({ group, now, mayStart }: { group: Group; now: number; mayStart: boolean }) {
  const start = useStartGroup(group.name);
  const run = group.lastRun;
  const busy = start.isPending || isRunning(group);
  const word = start.isPending ? "Starting…" : isRunning(group) ? "Running" : `Sync all ${group.syncs.length}`;
  return (
    <div className={css.group}>
      <h2 className={css.title}>{group.title}</h2>
      <div className={css.state}>
        {run ? (
          <>
            <p className={css.first}>
              <StatusMark look={run.status} />
              <span className="second">{run.endedAt ? <Moment at={run.endedAt} now={now} /> : since(run)}</span>
            </p>
            <p>{`${run.sentence}.`}</p>
            <Trouble run={run} />
          </>
        ) : (
          <p className="pale">{`never run together: ${group.syncs.join(", ")}`}</p>
        )}
        <ProblemLine problem={start.error} />
        {/* Said once at the end: the steps on the way would be talk. */}
        <p role="status" className="hidden-words">
          {run?.endedAt && start.isSuccess ? `${group.title}: ${run.status}. ${run.sentence}.` : ""}
        </p>
      </div>
      {mayStart && (
        <Button
          size="xs"
          variant="default"
          aria-disabled={busy}
          aria-label={busy ? `${group.title}: ${word}` : `${word} of ${group.title}`}
          onClick={() => !busy && start.mutate()}
        >
          {word}
        </Button>
      )}
    </div>
  );
}

function since(run: GroupRun): string {
  return `since ${exactTime(run.startedAt)}${run.actor ? `, ${run.actor}` : ""}`;
}

const words: Partial<Record<GroupStep["status"], string>> = {
  partial: "partly done",
  failed: "failed",
  held: "waits for a person",
  cancelled: "cancelled",
  left_out: "left out",
};

/** Each sync of it that did not come through, with the way to the reason. */
function Trouble({ run }: { run: GroupRun }) {
  const steps = run.steps.filter(({ status }) => words[status]);
  if (steps.length === 0) return null;
  return (
    <ul className={css.trouble} data-status={run.status}>
      {steps.map((step) => (
        <li key={step.sync}>
          {step.run === null ? (
            <Link to="/syncs/$name" params={{ name: step.sync }} className={css.link} data-error="">
              {step.title}
            </Link>
          ) : (
            <Link to="/runs/$id" params={{ id: String(step.run) }} className={css.link} data-error="">
              {step.title}
            </Link>
          )}{" "}
          {words[step.status]}
        </li>
      ))}
    </ul>
  );
}
