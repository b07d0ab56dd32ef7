import type { Start } from "../../api/run-actions";
import { problemSentence } from "../../part/notice";
import { StatusMark } from "../../part/status-mark";
import { DockCard } from "./dock-card";

/** There in the frame of the press, before the server has said anything. */
export function StartingCard({ start }: { start: Start }) {
  return (
    <DockCard title={start.title} look="pending" mark={<StatusMark look="pending" word="Starting" />}>
      <p role="status">{start.verb === "plan" ? "Dry run started…" : "Sync started…"}</p>
    </DockCard>
  );
}

type Failed = { start: Start; problem: Error | null; onDismiss: () => void };

export function FailedStartCard({ start, problem, onDismiss }: Failed) {
  return (
    <DockCard
      title={start.title}
      look="failed"
      mark={<StatusMark look="failed" word="Not started" />}
      onDismiss={onDismiss}
    >
      <p role="alert">{problem ? problemSentence(problem) : "The start was refused."}</p>
    </DockCard>
  );
}
