import type { Freshness } from "../api/model";
import css from "./age-bar.module.css";
import { age, exactTime } from "./format";

const width = 76;
/** Where the promise stands on the track: a quarter is left to show how far past it the data is. */
const promiseAt = 57;

/** How old the data is, drawn against what was promised. */
export function AgeBar({ freshness, now }: { freshness: Freshness; now: number }) {
  const { promiseSeconds, confirmedAt, state } = freshness;
  const ageMs = confirmedAt === null ? null : now - Date.parse(confirmedAt);
  const promise = promiseSeconds === null ? null : `promised within ${age(promiseSeconds * 1000)}`;
  return (
    <span className={css.age} data-state={state}>
      <span className={css.first}>
        {ageMs !== null && promiseSeconds !== null && <Track part={ageMs / (promiseSeconds * 1000)} />}
        <span className={css.figure} title={confirmedAt ? `Confirmed ${exactTime(confirmedAt)}` : undefined}>
          {ageMs === null ? "never read" : age(ageMs)}
          {state === "late" && " · late"}
          {state === "paused" && " · paused"}
        </span>
      </span>
      {promise && <span className="second">{promise}</span>}
    </span>
  );
}

function Track({ part }: { part: number }) {
  const length = Math.min(width, Math.max(0, part) * promiseAt);
  const within = Math.min(length, promiseAt);
  return (
    <svg width={width} height="14" className={css.track} aria-hidden="true">
      <defs>
        <pattern id="overdue" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="4" className={css.hatch} />
        </pattern>
      </defs>
      <rect y="5" width={width} height="4" className={css.ground} />
      <rect y="5" width={within} height="4" className={css.bar} />
      {length > promiseAt && <rect x={promiseAt} y="5" width={length - promiseAt} height="4" fill="url(#overdue)" />}
      <rect x={promiseAt - 1} y="1" width="2" height="12" className={css.promise} />
    </svg>
  );
}
