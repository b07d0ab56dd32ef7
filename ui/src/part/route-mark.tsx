import type { Direction, Sync } from "../api/model";
import css from "./route-mark.module.css";

const words: Record<Direction, string> = {
  both: "and",
  "left-to-right": "to",
  "right-to-left": "from",
};

/** Which way rows go between two tables: one line with its head, or one line each way. */
export function RouteArrow({ direction }: { direction: Direction }) {
  return (
    <>
      <svg
        className={css.arrow}
        width="18"
        height="10"
        viewBox="0 0 18 10"
        aria-hidden="true"
        data-direction={direction}
      >
        {direction === "both" ? (
          <path d="M1 3h15m-3-2.4L16 3l-3 2.4M17 7H2m3-2.4L2 7l3 2.4" />
        ) : (
          <path d={direction === "left-to-right" ? "M1 5h15m-3.5-3L16 5l-3.5 3" : "M17 5H2m3.5-3L2 5l3.5 3"} />
        )}
      </svg>
      <span className="hidden-words">{words[direction]}</span>
    </>
  );
}

/** The two ends of a sync as people call them. */
export function Route({ sync, tables }: { sync: Sync; tables?: boolean }) {
  const { left, right, direction } = sync;
  return (
    <>
      {left.connection}
      {tables && <span className="mono">{` ${left.table}`}</span>} <RouteArrow direction={direction} />{" "}
      {right.connection}
      {tables && <span className="mono">{` ${right.table}`}</span>}
    </>
  );
}
