import type { Direction, Run, SideTally } from "../api/model";
import { count } from "./format";
import css from "./tally-words.module.css";

const always = ["created", "updated", "failed", "skipped"] as const;
const whenAny = ["deleted", "held", "conflict"] as const;

/** A run's tally in figures that line up. Zero stays, pale: it is an answer too. */
export function TallyWords({ tally }: { tally: SideTally }) {
  return (
    <span className={css.words}>
      {[...always, ...whenAny.filter((name) => tally[name] > 0)].map((name) => (
        <span key={name} className={css.one} data-name={name} data-zero={tally[name] === 0 || undefined}>
          <span className={css.figure}>{count(tally[name])}</span> {name}
        </span>
      ))}
    </span>
  );
}

const written = ["created", "updated", "deleted"] as const;
const trouble = ["failed", "held", "conflict"] as const;

/** Both sides of a two-way sync, a line for each way that rows went; what went wrong stands in its line. */
export function TallyBothWays({ tally }: { tally: Run["tally"] }) {
  return (
    <span className={css.ways}>
      <Way words="to the right" sign="→" tally={tally.right} />
      <Way words="to the left" sign="←" tally={tally.left} />
    </span>
  );
}

function Way({ words, sign, tally }: { words: string; sign: string; tally: SideTally | null }) {
  if (!tally) return null;
  const shown = [...written.filter((name) => tally[name] > 0), ...trouble.filter((name) => tally[name] > 0)];
  return (
    <span className={css.way}>
      <span className={css.sign} aria-hidden="true">
        {sign}
      </span>
      <span className="hidden-words">{`${words}: `}</span>
      <span>
        {shown.length === 0 ? (
          <span className="pale">nothing</span>
        ) : (
          shown.map((name, index) => (
            <span key={name} className={css.part} data-name={name}>
              {index > 0 && ", "}
              <b>{count(tally[name])}</b> {name}
            </span>
          ))
        )}
      </span>
    </span>
  );
}

/** The side that was written to: for a one-way sync the one that it writes. */
export function writtenTally(run: Run, direction: Direction = "left-to-right"): SideTally | null {
  return direction === "right-to-left" ? (run.tally.left ?? run.tally.right) : (run.tally.right ?? run.tally.left);
}
