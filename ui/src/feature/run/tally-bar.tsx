import type { SideTally } from "../../api/model";
import { count } from "../../part/format";
import css from "./tally-bar.module.css";

const order = ["created", "updated", "deleted", "conflict", "held", "failed", "skipped", "unchanged"] as const;
const leastPercent = 0.6;

/** The rows of one side as one strip. A share too small to see keeps a sliver, so that 5 in 10,000 still shows. */
export function TallyBar({ tally, label }: { tally: SideTally; label: string }) {
  const present = order.filter((part) => tally[part] > 0);
  const total = present.reduce((sum, part) => sum + tally[part], 0);
  if (total === 0) return null;
  const raw = present.map((part) => Math.max(leastPercent, (tally[part] / total) * 100));
  const scale = 100 / raw.reduce((sum, share) => sum + share, 0);
  let x = 0;
  const facts = present.map((part) => `${count(tally[part])} ${part}`).join(", ");
  return (
    <svg className={css.bar} width="100%" height="10" role="img" aria-label={`${label}: ${facts}`}>
      <defs>
        <pattern id="failed-rows" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2.4" height="4" className={css.hatch} />
        </pattern>
      </defs>
      {present.map((part, index) => {
        const width = (raw[index] ?? 0) * scale;
        const at = x;
        x += width;
        return (
          <rect key={part} x={`${at}%`} width={`${width}%`} y="0.5" height="9" className={css.part} data-part={part}>
            <title>{`${count(tally[part])} ${part}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
