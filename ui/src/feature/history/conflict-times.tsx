import { clockOrDay, exactTime } from "../../part/format";
import css from "./conflict-resolver.module.css";

type Props = { left: string | null; right: string | null; found: string };

const width = 320;
const pad = 8;

/** A small time axis: when each side said what it says now, and when the difference was found. */
export function ConflictTimes({ left, right, found }: Props) {
  const marks = [
    { name: "left changed", at: left, y: 12 },
    { name: "right changed", at: right, y: 34 },
    { name: "found", at: found, y: 23 },
  ].flatMap((mark) => (mark.at ? [{ ...mark, at: mark.at, time: Date.parse(mark.at) }] : []));
  const from = Math.min(...marks.map((mark) => mark.time));
  const to = Math.max(...marks.map((mark) => mark.time));
  const x = (time: number) => (to === from ? width / 2 : pad + ((time - from) / (to - from)) * (width - 2 * pad));
  const now = Date.parse(found);
  const facts = marks.map((mark) => `${mark.name} ${exactTime(mark.at)}`).join(", ");
  return (
    <figure className={css.times}>
      <svg viewBox={`0 0 ${width} 46`} width="100%" role="img" aria-label={facts}>
        <path d={`M0 23.5H${width}`} className={css.axis} />
        {marks.map((mark) => (
          <g key={mark.name} transform={`translate(${x(mark.time)} ${mark.y})`}>
            {mark.name === "found" ? (
              <path d="M0-5 5 0 0 5-5 0Z" className={css.found} />
            ) : (
              <rect x="-3" y={mark.name === "left changed" ? 0 : -11} width="6" height="11" className={css.edit} />
            )}
          </g>
        ))}
      </svg>
      <figcaption className={css.legend} aria-hidden="true">
        {marks.map((mark) => (
          <span key={mark.name}>{`${mark.name} ${clockOrDay(mark.at, now)}`}</span>
        ))}
      </figcaption>
    </figure>
  );
}
