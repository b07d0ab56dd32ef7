import { NativeSelect } from "@mantine/core";
import type { DirectionWord } from "./mapping-draft";
import css from "./rule-fields.module.css";

export type Rules = { onConflict: string; onMissingLeft: string; onMissingRight: string };

/** Nobody's edit is lost and nothing is deleted, until a person wants it so. */
export const usualRules: Rules = { onConflict: "manual", onMissingLeft: "ignore", onMissingRight: "ignore" };

type Props = {
  direction: DirectionWord;
  rules: Rules;
  leftName: string;
  rightName: string;
  onDirection: (direction: DirectionWord) => void;
  onRules: (change: Partial<Rules>) => void;
};

export function RuleFields({ direction, rules, leftName, rightName, onDirection, onRules }: Props) {
  const directions: ReadonlyArray<{ value: DirectionWord; word: string }> = [
    { value: "both", word: "Both ways: an edit on either side reaches the other" },
    { value: "to-right", word: `From ${leftName} to ${rightName} only` },
    { value: "to-left", word: `From ${rightName} to ${leftName} only` },
  ];
  return (
    <>
      <fieldset className={css.group}>
        <legend>Direction</legend>
        {directions.map(({ value, word }) => (
          <label key={value}>
            <input type="radio" name="direction" checked={direction === value} onChange={() => onDirection(value)} />
            {word}
          </label>
        ))}
      </fieldset>
      <div className={css.selects}>
        {direction === "both" && (
          <NativeSelect
            label="When both sides changed the same field"
            size="sm"
            value={rules.onConflict}
            onChange={(event) => onRules({ onConflict: event.currentTarget.value })}
            data={[
              { value: "manual", label: "a person decides; the field waits" },
              { value: "left", label: "the left value wins" },
              { value: "right", label: "the right value wins" },
              { value: "newest", label: "the newest value wins" },
            ]}
          />
        )}
        {direction !== "to-left" && (
          <NativeSelect
            label="When a row is deleted on the left"
            size="sm"
            value={rules.onMissingLeft}
            onChange={(event) => onRules({ onMissingLeft: event.currentTarget.value })}
            data={missing("right")}
          />
        )}
        {direction !== "to-right" && (
          <NativeSelect
            label="When a row is deleted on the right"
            size="sm"
            value={rules.onMissingRight}
            onChange={(event) => onRules({ onMissingRight: event.currentTarget.value })}
            data={missing("left")}
          />
        )}
      </div>
    </>
  );
}

function missing(other: string) {
  return [
    { value: "ignore", label: `it stays on the ${other}` },
    { value: "propagate", label: `it is deleted on the ${other}, too` },
  ];
}
