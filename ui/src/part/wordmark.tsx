import css from "./wordmark.module.css";

export type WordmarkState = "running" | "fresh" | "late" | "failing";

/** Two systems as two bars: meeting while a run is live, aligned when all is fresh, apart when late, broken when failing. */
export function Wordmark({ state, large }: { state: WordmarkState; large?: boolean }) {
  return (
    <span className={css.wordmark} data-state={state} data-large={large}>
      <svg className={css.mark} width="22" height="14" viewBox="0 0 22 14" aria-hidden="true">
        <path className={css.upper} d="M2 1h16v5H2z" />
        <path className={css.lower} d={state === "failing" ? "M2 8h5v5H2zM12 8h6v5h-6z" : "M2 8h16v5H2z"} />
      </svg>
      tallystick
    </span>
  );
}
