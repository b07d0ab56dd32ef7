import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiProblem } from "../api/client";
import { clockTime } from "./format";
import css from "./notice.module.css";

/** A region that could not be read: what happened, and the one thing to do. The rest of the page stays usable. */
export function FailedRegion({ problem, what, onRetry }: { problem: Error; what: string; onRetry: () => void }) {
  return (
    <div className={css.notice} role="alert">
      <p className={css.head}>{`${what} could not be read`}</p>
      <p>{problemSentence(problem)}</p>
      <Button variant="default" size="xs" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

/** Old figures kept on the page, and said to be old. */
export function StaleNote({ updatedAt }: { updatedAt: number }) {
  return (
    <p className={css.stale} role="status">
      {`Could not refresh. This is how it was at ${clockTime(updatedAt)}; trying again by itself.`}
    </p>
  );
}

export function EmptyRegion({ head, children }: { head: string; children?: ReactNode }) {
  return (
    <div className={css.notice}>
      <p className={css.head}>{head}</p>
      {children}
    </div>
  );
}

export function problemSentence(problem: Error): string {
  return problem instanceof ApiProblem
    ? problem.message
    : "This page ran into an error of its own. Reload it to go on.";
}
