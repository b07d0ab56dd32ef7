import type { Run } from "../api/model";
import { count, counted } from "./format";
import css from "./progress.module.css";
import { lookOf } from "./status";

/** Where a run under way stands, in a few words. */
export function progressWords(run: Run): string {
  const { read, planned, applied, total } = run.progress;
  if (run.status === "pending") return lookOf(run) === "retrying" ? "waits for the next attempt" : "waits for its turn";
  switch (run.phase) {
    case "observe":
      return total ? `${count(read)} of ${count(total)} read` : `${counted(read, "row")} read`;
    case "plan":
      return `${counted(planned, "change")} planned`;
    case "apply":
      return `${count(applied)} of ${count(planned)} written`;
    case null:
      return "starting";
    default:
      return run.phase satisfies never;
  }
}

/** The same as a bar; without a known end it has no length to show, and says so by its pattern. */
export function Progress({ run, label }: { run: Run; label: string }) {
  const { read, planned, applied, total } = run.progress;
  const [done, of] = run.phase === "apply" ? [applied, planned] : run.phase === "observe" ? [read, total] : [0, null];
  const known = of !== null && of > 0 ? { value: Math.min(done, of), max: of } : {};
  return <progress className={css.progress} aria-label={label} {...known} />;
}
