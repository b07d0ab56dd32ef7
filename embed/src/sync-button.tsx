import type { ReactNode } from "react";
import type { SyncStatus } from "./status.js";
import { type UseSyncOptions, useSync } from "./use-sync.js";

export type SyncButtonProps = UseSyncOptions & {
  /** What the button says; default "Sync data". */
  children?: ReactNode;
  /** What it says while the sync runs; default "Syncing…". */
  busy?: ReactNode;
};

/**
 * A button that starts a sync, and beside it what became of it, until somebody dismisses it. Bring
 * `tallystick-react/sync-button.css` or style the classes yourself.
 */
export function SyncButton({ children = "Sync data", busy = "Syncing…", ...options }: SyncButtonProps) {
  const { status, isRunning, problem, trigger, dismiss } = useSync(options);
  const sentence = problem?.message ?? status?.message ?? (isRunning ? "Sync started…" : "");
  const look = problem ? "failed" : lookOf(status, isRunning);
  return (
    <div className="tallystick-sync">
      <button type="button" className="tallystick-sync-button" aria-disabled={isRunning} onClick={trigger}>
        {isRunning ? busy : children}
      </button>
      <div role="status" className="tallystick-sync-status" data-look={look} hidden={!sentence}>
        <span className="tallystick-sync-mark" aria-hidden="true">
          {marks[look]}
        </span>
        <span className="tallystick-sync-sentence">
          {/* The word, so that colour and mark are not the only ones to say it. */}
          <strong>{words[look]}</strong> {sentence}
        </span>
        {!isRunning && sentence && (
          <button type="button" className="tallystick-sync-dismiss" aria-label="Dismiss" onClick={dismiss}>
            ×
          </button>
        )}
        {status && status.failures.length > 0 && !isRunning && <Failures status={status} />}
      </div>
    </div>
  );
}

function Failures({ status }: { status: SyncStatus }) {
  return (
    <ul className="tallystick-sync-failures">
      {status.failures.map((failure) => (
        <li key={failure.reason}>
          {failure.rows} {failure.rows === 1 ? "row" : "rows"}: {failure.reason}
          {failure.examples.length > 0 && ` (${failure.examples.join(", ")})`}
        </li>
      ))}
    </ul>
  );
}

type Look = "running" | "held" | "succeeded" | "partial" | "failed" | "none";

const words: Record<Look, string> = {
  running: "Running.",
  held: "Held.",
  succeeded: "Done.",
  partial: "Partly done.",
  failed: "Failed.",
  none: "",
};
const marks: Record<Look, string> = {
  running: "▷",
  held: "‖",
  succeeded: "▲",
  partial: "◆",
  failed: "▼",
  none: "",
};

function lookOf(status: SyncStatus | null, isRunning: boolean): Look {
  if (isRunning) return "running";
  switch (status?.state) {
    case "completed":
      return status.runStatus === "partial" ? "partial" : "succeeded";
    case "failed":
      return "failed";
    case "held":
      return "held";
    default:
      return "none";
  }
}
