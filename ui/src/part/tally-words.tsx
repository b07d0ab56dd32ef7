import type { Run, SideTally } from "../api/model";
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

/** The side that was written to: for a one-way sync the right one. */
export function writtenTally(run: Run): SideTally | null {
  return run.tally.right ?? run.tally.left;
}
