import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { SkipWish } from "./one-way-draft";
import css from "./rule-fields.module.css";

type Props = { skips: SkipWish[]; fields: readonly string[]; onChange: (skips: SkipWish[]) => void };

/** Rows to leave out, by what stands in a field. */
export function SkipFields({ skips, fields, onChange }: Props) {
  const change = (index: number, part: Partial<SkipWish>) =>
    onChange(skips.map((old, at) => (at === index ? { ...old, ...part } : old)));
  return (
    <fieldset className={css.group}>
      <legend>Rows to leave out</legend>
      {skips.length === 0 && <p className="second">None: every row goes over.</p>}
      {skips.map((skip, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is nothing but its place.
        <div key={index} className={css.selects}>
          <NativeSelect
            label="Where"
            size="sm"
            value={skip.field}
            onChange={(event) => change(index, { field: event.currentTarget.value })}
            data={[...fields]}
          />
          <NativeSelect
            label="Test"
            size="sm"
            value={skip.test}
            onChange={(event) => change(index, { test: event.currentTarget.value as SkipWish["test"] })}
            data={[
              { value: "empty", label: "is empty" },
              { value: "equals", label: "equals" },
              { value: "contains", label: "contains" },
            ]}
          />
          {skip.test !== "empty" && (
            <TextInput
              label="Text"
              size="sm"
              value={skip.text}
              error={skip.text.trim() === "" && "This is needed."}
              onChange={(event) => change(index, { text: event.currentTarget.value })}
            />
          )}
          <div>
            <Button size="xs" variant="default" onClick={() => onChange(skips.filter((_, at) => at !== index))}>
              Take this rule away
            </Button>
          </div>
        </div>
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          onClick={() => onChange([...skips, { field: fields[0] ?? "", test: "empty", text: "" }])}
        >
          Add a rule
        </Button>
      </div>
    </fieldset>
  );
}
