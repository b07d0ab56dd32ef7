import type { Sync } from "../../api/model";
import { counted } from "../../part/format";
import { place } from "../../part/tape-scale";
import { movedByHour } from "./needs";
import css from "./overview-page.module.css";

const base = 44;
const most = 36;
const hang = 20;

/** Rows moved in each hour, standing on the line; rows that failed hang below it. */
export function Moved({ syncs, now }: { syncs: readonly Sync[]; now: number }) {
  const hours = movedByHour(syncs, now);
  const worked = hours.reduce((sum, hour) => sum + hour.worked, 0);
  const failed = hours.reduce((sum, hour) => sum + hour.failed, 0);
  const highest = Math.max(1, ...hours.map((hour) => hour.worked));
  const deepest = Math.max(1, ...hours.map((hour) => hour.failed));
  const facts = `${counted(worked, "row")} moved in 24 hours, ${counted(failed, "row")} failed; at most ${counted(highest, "row")} in an hour`;
  if (worked + failed === 0) return null;
  return (
    <section className={css.section} aria-labelledby="moved">
      <h2 id="moved">Rows moved</h2>
      <svg className={css.moved} width="100%" height={base + hang + 4} role="img" aria-label={facts}>
        {hours.map(({ at, worked: up, failed: down }) => {
          const x = `${Math.max(0, place(at - 3_600_000, now))}%`;
          const high = up === 0 ? 0 : Math.max(1.5, (up / highest) * most);
          const deep = down === 0 ? 0 : Math.max(2, (down / deepest) * hang);
          return (
            <g key={at}>
              {up > 0 && <rect x={x} width="3.4%" y={base - high} height={high} className={css.up} />}
              {down > 0 && <rect x={x} width="3.4%" y={base + 1} height={deep} className={css.down} />}
            </g>
          );
        })}
        <rect y={base} width="100%" height="1" className={css.ground} />
      </svg>
      <p className="second">{facts}</p>
    </section>
  );
}
