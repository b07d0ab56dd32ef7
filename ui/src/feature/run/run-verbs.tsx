import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiProblem } from "../../api/client";
import type { Run } from "../../api/model";
import { useApprove, useCancel, useStart } from "../../api/run-actions";
import { isActive } from "../../api/runs";
import { useSyncTitle } from "../../api/syncs";
import { counted } from "../../part/format";
import { problemSentence } from "../../part/notice";
import { UndoDialog } from "../../part/undo-dialog";
import css from "./run-verbs.module.css";

/** What a person may do with a run now. A plan is approved by its hash: the one that was seen, and no other. */
export function RunVerbs({ run, may }: { run: Run; may: boolean }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const cancel = useCancel(run.id);
  const approve = useApprove(run.id);
  const start = useStart();
  const titleOf = useSyncTitle();
  const [sure, setSure] = useState(false);
  const [undoing, setUndoing] = useState(false);
  if (!may) return null;
  const problem = cancel.error ?? approve.error ?? start.error;
  const plan = run.plan;
  return (
    <>
      {problem && (
        <p className={css.problem} role="alert">
          {isOtherPlan(problem)
            ? "The plan is another one since you looked. The new one stands below: look at it, then approve."
            : problemSentence(problem)}
        </p>
      )}
      {run.status === "held" && plan && (
        <Button
          size="sm"
          loading={approve.isPending}
          onClick={() =>
            approve.mutate(plan.hash, {
              onError: (refused) =>
                isOtherPlan(refused) && void client.invalidateQueries({ queryKey: ["run", run.id] }),
            })
          }
        >
          {`Approve ${counted(plan.changes, "change")}`}
        </Button>
      )}
      {(isActive(run) || run.status === "held") &&
        (sure ? (
          <Button variant="default" size="sm" autoFocus loading={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel this run now
          </Button>
        ) : (
          <Button variant="default" size="sm" onClick={() => setSure(true)}>
            Cancel
          </Button>
        ))}
      {isPlanToStart(run) && (
        <Button
          size="sm"
          loading={start.isPending}
          onClick={() =>
            start.mutate(
              { sync: run.sync, title: titleOf(run.sync), verb: "sync" },
              {
                onSuccess: ([id]) => id !== undefined && void navigate({ to: "/runs/$id", params: { id: String(id) } }),
              },
            )
          }
        >
          Sync now
        </Button>
      )}
      {canBeUndone(run) && (
        <Button variant="default" size="sm" onClick={() => setUndoing(true)}>
          Undo…
        </Button>
      )}
      <UndoDialog
        run={run.id}
        opened={undoing}
        onClose={() => setUndoing(false)}
        onStarted={(id) => void navigate({ to: "/runs/$id", params: { id: String(id) } })}
      />
    </>
  );
}

/**
 * A dry run that found something to do, also where some rows cannot go over: the real one plans again, and writes. An
 * undo's preview is started elsewhere.
 */
function isPlanToStart(run: Run): boolean {
  const whole = run.status === "succeeded" || run.status === "partial";
  return run.dryRun && whole && run.trigger !== "undo" && (run.plan?.changes ?? 0) > 0;
}

/** Only a sync between two tables with rows of their own is undone; a table whose rows follow their source is not. */
function canBeUndone(run: Run): boolean {
  const { left, right } = run.tally;
  if (!run.endedAt || run.dryRun || !left || !right) return false;
  return [left, right].some((side) => side.created + side.updated + side.deleted > 0);
}

function isOtherPlan(problem: Error): boolean {
  return problem instanceof ApiProblem && problem.code === "other_plan";
}
