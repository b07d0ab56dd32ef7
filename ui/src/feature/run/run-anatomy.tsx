import { useId } from "react";
import type { Anatomy, AnatomyAttempt, AnatomyLane, Run } from "../../api/model";
import { isActive } from "../../api/runs";
import { counted, duration } from "../../part/format";
import table from "../../part/table.module.css";
import { attemptFacts, laneFacts, laneWord, type Row, reach, rowsOf, shortTime, waitWords } from "./anatomy-words";
import css from "./run-anatomy.module.css";
import page from "./run-page.module.css";

type Props = {
  run: Run;
  anatomy: Anatomy;
  lane: string | undefined;
  onLane: (lane: string | undefined) => void;
};

/** What each attempt spent its time on, one below the other on the same scale. */
export function RunAnatomy({ run, anatomy, lane, onLane }: Props) {
  const all = reach(anatomy);
  return (
    <section className={page.section} aria-labelledby="anatomy">
      <div className={page.sectionHead}>
        <h2 id="anatomy">Where the time went</h2>
        <span className="second">Press a lane to see the lines that the run wrote meanwhile.</span>
      </div>
      {anatomy.attempts.map((attempt, index) => (
        <Attempt
          key={attempt.number}
          attempt={attempt}
          next={anatomy.attempts[index + 1]}
          reach={all}
          active={isActive(run)}
          lane={lane}
          onLane={onLane}
        />
      ))}
    </section>
  );
}

type AttemptProps = {
  attempt: AnatomyAttempt;
  next: AnatomyAttempt | undefined;
  reach: number;
  active: boolean;
  lane: string | undefined;
  onLane: Props["onLane"];
};

function Attempt({ attempt, next, reach: all, active, lane, onLane }: AttemptProps) {
  const rows = rowsOf(attempt);
  const title = `Attempt ${attempt.number}`;
  return (
    <div className={css.attempt}>
      <p className={css.facts}>
        <b>{title}</b> <span className="second">{attemptFacts(attempt)}</span>
      </p>
      {rows.length > 0 && (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">{`What attempt ${attempt.number} spent its time on`}</caption>
          <thead>
            <tr>
              <th scope="col" className={css.name}>
                Lane
              </th>
              <th scope="col" className={css.bar}>
                <span className={css.scale}>
                  <span>0 s</span>
                  <span>{shortTime(all)}</span>
                </span>
                <span className="hidden-words">When</span>
              </th>
              <th scope="col" className={table.figure}>
                Took
              </th>
              <th scope="col" className={css.waits}>
                Of which waiting
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Lane
                key={row.key}
                row={row}
                reach={all}
                chosen={row.key === lane}
                onPress={() => onLane(row.key === lane ? undefined : row.key)}
              />
            ))}
          </tbody>
        </table>
      )}
      <Afterwards attempt={attempt} next={next} active={active} />
    </div>
  );
}

function Lane({ row, reach: all, chosen, onPress }: { row: Row; reach: number; chosen: boolean; onPress: () => void }) {
  const { lane, waits } = row;
  const failed = lane.part === "failed";
  return (
    <tr data-chosen={chosen || undefined}>
      <th scope="row" className={css.name}>
        <button type="button" className={css.press} aria-pressed={chosen} onClick={onPress}>
          {laneWord(lane)}
        </button>
      </th>
      <td className={css.bar}>
        <Bar row={row} reach={all} />
      </td>
      <td className={table.figure}>{failed ? counted(lane.times, "row") : shortTime(lane.spentMs)}</td>
      <td className={css.waits}>
        {waits.length > 0
          ? waits.map((wait) => <span key={wait.waitedFor}>{waitWords(wait)}</span>)
          : !failed && <span className="pale">none</span>}
      </td>
    </tr>
  );
}

const high = 18;
const wide = 1_000;

/** Full while it worked, hatched while it waited; moments at which rows failed hang from the line. */
function Bar({ row, reach: all }: { row: Row; reach: number }) {
  const hatch = useId();
  const x = (ms: number) => (ms / all) * wide;
  const width = (span: { from: number; to: number }) => Math.max(3, x(span.to) - x(span.from));
  return (
    <svg
      className={css.picture}
      viewBox={`0 0 ${wide} ${high}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={laneFacts(row)}
    >
      <defs>
        <pattern id={hatch} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="skewX(-30)">
          <rect width="8" height="8" className={css.gap} />
          <rect width="3" height="8" className={css.hatch} />
        </pattern>
      </defs>
      <line x1="0" x2={wide} y1={high / 2} y2={high / 2} className={css.line} />
      {row.lane.spans.map((span) =>
        row.lane.part === "failed" ? (
          <rect
            key={span.from}
            x={x(span.from)}
            y={high / 2}
            width={width(span)}
            height={high / 2}
            className={css.failed}
          />
        ) : (
          <rect
            key={span.from}
            x={x(span.from)}
            y="3"
            width={width(span)}
            height={high - 6}
            className={work(row.lane)}
          />
        ),
      )}
      {row.waits.flatMap((wait) =>
        wait.spans.map((span) => (
          <rect
            key={`${wait.waitedFor} ${span.from}`}
            x={x(span.from)}
            y="3"
            width={width(span)}
            height={high - 6}
            fill={`url(#${hatch})`}
          />
        )),
      )}
    </svg>
  );
}

function work(lane: AnatomyLane): string | undefined {
  return lane.open ? css.open : css.work;
}

/** What was waited for between two attempts is a gap, and said. */
function Afterwards({
  attempt,
  next,
  active,
}: {
  attempt: AnatomyAttempt;
  next: AnatomyAttempt | undefined;
  active: boolean;
}) {
  if (!attempt.endedAt) return null;
  if (!next && !(active && attempt.afterwards)) return null;
  const gap = next ? Date.parse(next.startedAt) - Date.parse(attempt.endedAt) : null;
  const lost = attempt.outcome === "died" ? "Its worker died; what it did last was not written down. " : "";
  return (
    <p className={`${css.gapWords} second`}>
      {lost}
      {gap !== null ? `${duration(gap)} passed until the next attempt. ` : ""}
      {attempt.afterwards}
    </p>
  );
}
