import { Button, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import css from "./transform-fields.module.css";
import { type TransformDraft, transformFault, transformWords, type ValuePair } from "./transforms";

type Props = { field: string; draft: TransformDraft; onChange: (draft: TransformDraft) => void };

/** What happens to a field's values on their way: one line until somebody wants more. */
export function TransformFields({ field, draft, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const panel = useId();
  const fault = transformFault(draft);
  const words = transformWords(draft);
  return (
    <div className={css.transforms}>
      <button
        type="button"
        className={`pressable ${css.press}`}
        aria-expanded={open}
        aria-controls={panel}
        aria-label={`Change the values of ${field}`}
        onClick={() => setOpen(!open)}
      >
        {words || "Change values"}
      </button>
      {fault && (
        <span role="alert" className={css.problem}>
          {fault}
        </span>
      )}
      <div id={panel} hidden={!open}>
        {open && (
          <fieldset className={css.panel}>
            <legend className="hidden-words">{`Values of ${field}`}</legend>
            <Tick label="Without blanks around" on={draft.trim} onChange={(trim) => onChange({ ...draft, trim })} />
            <Tick label="In lower case" on={draft.lower} onChange={(lower) => onChange({ ...draft, lower })} />
            <ValueMap draft={draft} onChange={onChange} />
            <TextInput
              size="xs"
              label="Read as a time in the zone"
              description="As in Europe/Berlin; leave it empty where the values are no times."
              value={draft.zone}
              onChange={(event) => onChange({ ...draft, zone: event.currentTarget.value })}
            />
            {draft.zone.trim() !== "" && (
              <TextInput
                size="xs"
                label="Field with its date"
                description="Only where the values are clock times."
                value={draft.dateField}
                onChange={(event) => onChange({ ...draft, dateField: event.currentTarget.value })}
              />
            )}
          </fieldset>
        )}
      </div>
    </div>
  );
}

function Tick({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className={css.tick}>
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}

/** This value becomes that one; what is not listed keeps its row back, or becomes one and the same. */
function ValueMap({ draft, onChange }: Omit<Props, "field">) {
  const { values, otherwise } = draft;
  const set = (at: number, part: Partial<ValuePair>) =>
    onChange({ ...draft, values: values.map((old, index) => (index === at ? { ...old, ...part } : old)) });
  return (
    <div className={css.map}>
      {values.map((pair, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pair is nothing but its place
        <div key={at} className={css.pair}>
          <TextInput
            size="xs"
            aria-label={`Value ${at + 1}`}
            placeholder="value"
            value={pair.from}
            onChange={(event) => set(at, { from: event.currentTarget.value })}
          />
          <span>becomes</span>
          <TextInput
            size="xs"
            aria-label={`Value ${at + 1} becomes`}
            placeholder="value"
            value={pair.to}
            onChange={(event) => set(at, { to: event.currentTarget.value })}
          />
          <button
            type="button"
            className={css.remove}
            aria-label={`Take value ${at + 1} away`}
            onClick={() => onChange({ ...draft, values: values.filter((_, index) => index !== at) })}
          >
            ×
          </button>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => onChange({ ...draft, values: [...values, { from: "", to: "" }] })}
      >
        Map a value
      </Button>
      {values.length > 0 && (
        <>
          <Tick
            label="Every other value becomes"
            on={otherwise !== null}
            onChange={(on) => onChange({ ...draft, otherwise: on ? "" : null })}
          />
          {otherwise === null ? (
            <p className="second">Without it a row with another value fails, and says so.</p>
          ) : (
            <TextInput
              size="xs"
              aria-label="What every other value becomes"
              placeholder="empty"
              value={otherwise}
              onChange={(event) => onChange({ ...draft, otherwise: event.currentTarget.value })}
            />
          )}
        </>
      )}
    </div>
  );
}
