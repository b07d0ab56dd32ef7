import type { LiveState } from "../api/live/stream";
import { clockTime } from "../part/format";
import css from "./live-mark.module.css";

/** Whether what the page shows is the present, and if not, since when. */
export function LiveMark({ state, updatedAt }: { state: LiveState; updatedAt: number }) {
  return (
    <p className={css.live} data-state={state} role="status">
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <circle cx="5" cy="5" r="3.6" />
      </svg>
      <span>{words(state, updatedAt)}</span>
    </p>
  );
}

function words(state: LiveState, updatedAt: number): string {
  switch (state) {
    case "open":
      return "live";
    case "connecting":
      return "connecting";
    case "broken":
      return updatedAt
        ? `last updated ${clockTime(updatedAt)}, connection lost, asking every 3 s`
        : "connection lost, asking every 3 s";
    default:
      return state satisfies never;
  }
}
