/** What the sync is doing, in the words of an admin page. `not_found`: it has not run within the last day. */
export type SyncState = "not_found" | "running" | "held" | "completed" | "failed";

/** How the run ended or stands, in the words of Tallystick. `partial`: it completed, but some rows failed. */
export type RunStatus = "pending" | "running" | "held" | "succeeded" | "partial" | "failed" | "cancelled";

/** Rows by what became of them; each row is counted once. */
export type SyncCounts = {
  created: number;
  updated: number;
  deleted: number;
  failed: number;
  held: number;
  conflicts: number;
  skipped: number;
  unchanged: number;
};

/** Rows that failed for one reason. */
export type SyncFailure = { reason: string; rows: number; examples: string[] };

/** The newest run of the sync that this page may start, as the server tells it. */
export type SyncStatus = {
  sync: string;
  title: string;
  state: SyncState;
  /** Null while the sync has not run within the last day. */
  run: number | null;
  runStatus: RunStatus | null;
  /** A sentence for people: "Processed 100 items: 10 created, 85 updated, 5 failed". */
  message: string;
  /** Null until the run has counted anything. */
  counts: SyncCounts | null;
  /** What failed, by reason; empty when nothing did. */
  failures: SyncFailure[];
  /** ISO 8601, in UTC. */
  startedAt: string | null;
  /** ISO 8601, in UTC. */
  endedAt: string | null;
};

/** A run that works, or waits for its turn. */
export function isRunning(status: SyncStatus | null): boolean {
  return status?.state === "running";
}
