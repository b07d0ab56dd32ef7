import type { ChangeKind, ChangeStatus, Run, RunStatus } from "../api/model";
import { isRetrying } from "../api/runs";

export type Look = RunStatus | "retrying";

const words: Record<Look, string> = {
  pending: "Waiting",
  running: "Running",
  retrying: "Retrying",
  held: "Held",
  succeeded: "Succeeded",
  partial: "Partial",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const runStatuses: readonly RunStatus[] = [
  "running",
  "pending",
  "held",
  "partial",
  "failed",
  "succeeded",
  "cancelled",
];

export function lookWord(look: Look): string {
  return words[look];
}

/** A run between attempts is retrying; calling it failed would be wrong until its last attempt is spent. */
export function lookOf(run: Run): Look {
  return isRetrying(run) ? "retrying" : run.status;
}

const kindWords: Record<ChangeKind, string> = { create: "Create", update: "Update", delete: "Delete" };

export function kindWord(kind: ChangeKind): string {
  return kindWords[kind];
}

const changeWords: Record<ChangeStatus, string> = {
  planned: "Planned",
  intended: "Being written",
  done: "Done",
  failed: "Failed",
  skipped: "Skipped",
  held: "Held",
  conflict: "Conflict",
  uncertain: "Uncertain",
  superseded: "Superseded",
};

export const changeStatuses = Object.keys(changeWords) as ChangeStatus[];
export const changeKinds = Object.keys(kindWords) as ChangeKind[];

export function changeStatusWord(status: ChangeStatus): string {
  return changeWords[status];
}

const triggerWords: Record<Run["trigger"], string> = {
  schedule: "by schedule",
  manual: "by hand",
  api: "by API",
  webhook: "by webhook",
  retry: "as a retry",
  undo: "as an undo",
};

export function triggerWord(run: Run): string {
  return triggerText(run.trigger, run.actor);
}

export function triggerText(trigger: string, actor: string | null): string {
  const word = triggerWords[trigger as Run["trigger"]] ?? trigger;
  return actor ? `${word}, ${actor}` : word;
}

const waits: Record<string, string> = {
  breaker: "waits for approval",
  first_match: "first match: waits for a choice",
  schema: "a field changed: waits for you",
  nothing_read: "read nothing: waits for you",
  restored: "restored database: waits for you",
};

/** What a held run waits for, in a few words; its sentence tells the rest. */
export function heldWord(run: Run): string {
  return (run.held && waits[run.held.reason]) ?? "waits for a person";
}
