import { Button } from "@mantine/core";
import { useState } from "react";
import type { Run } from "../../api/model";
import { useApprove, useCancel } from "../../api/run-actions";
import { isActive } from "../../api/runs";
import { counted } from "../../part/format";
import { problemSentence } from "../../part/notice";
import css from "./run-verbs.module.css";

/** What a person may do with a run now. A plan is approved by its hash: the one that was seen, and no other. */
export function RunVerbs({ run, may }: { run: Run; may: boolean }) {
  const cancel = useCancel(run.id);
  const approve = useApprove(run.id);
  const [sure, setSure] = useState(false);
  if (!may) return run.status === "held" ? <p className="second">An operator or admin can approve it.</p> : null;
  const problem = cancel.error ?? approve.error;
  const plan = run.plan;
  return (
    <>
      {problem && (
        <p className={css.problem} role="alert">
          {problemSentence(problem)}
        </p>
      )}
      {run.status === "held" && plan && (
        <Button size="sm" loading={approve.isPending} onClick={() => approve.mutate(plan.hash)}>
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
    </>
  );
}
