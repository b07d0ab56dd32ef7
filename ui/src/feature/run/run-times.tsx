import { Button, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { RunFilter } from "../../api/runs";
import { exactTime } from "../../part/format";
import css from "./run-times.module.css";
import { type Span, spans, stretchWords } from "./strip-scale";

type Stretch = { from: string | undefined; to: string | undefined };
type Props = { filter: RunFilter; onStretch: (stretch: Stretch) => void };

/** How far back the strip looks, the time that is chosen, and the same choice without a drag. */
export function RunTimes({ filter, onStretch }: Props) {
  const [writing, setWriting] = useState(false);
  const { from, to } = filter;
  return (
    <div className={css.times}>
      <nav className={css.spans} aria-label="How far back">
        {(Object.keys(spans) as Span[]).map((one) => (
          <Link
            key={one}
            to="."
            search={((old: Record<string, unknown>) => ({ ...old, span: one === "week" ? undefined : one })) as never}
            className={css.span}
            activeOptions={{ exact: true }}
          >
            {spans[one].word}
          </Link>
        ))}
      </nav>
      {(from || to) && (
        <p className={css.chosen} role="status">
          {chosenWords(from, to)}{" "}
          <button
            type="button"
            className={`pressable ${css.press}`}
            onClick={() => onStretch({ from: undefined, to: undefined })}
          >
            Show all times
          </button>
        </p>
      )}
      {writing ? (
        <WriteTimes
          filter={filter}
          onDone={(stretch) => {
            setWriting(false);
            if (stretch) onStretch(stretch);
          }}
        />
      ) : (
        <button type="button" className={`pressable ${css.press}`} onClick={() => setWriting(true)}>
          Write the times
        </button>
      )}
    </div>
  );
}

function chosenWords(from: string | undefined, to: string | undefined): string {
  if (from && to) return `Only ${stretchWords(from, to)}.`;
  return from ? `Only since ${exactTime(from)}.` : `Only before ${exactTime(to ?? "")}.`;
}

function WriteTimes({ filter, onDone }: { filter: RunFilter; onDone: (stretch: Stretch | null) => void }) {
  const [from, setFrom] = useState(local(filter.from));
  const [to, setTo] = useState(local(filter.to));
  const upsideDown = from !== "" && to !== "" && from >= to;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!upsideDown) onDone({ from: instant(from), to: instant(to) });
  }

  return (
    <form className={css.write} onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onDone(null)}>
      <TextInput
        type="datetime-local"
        label="From"
        size="xs"
        autoFocus
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label="To"
        size="xs"
        value={to}
        error={upsideDown ? "This is not after “From”." : undefined}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default">
        Show these times
      </Button>
      <Button size="xs" variant="subtle" onClick={() => onDone(null)}>
        Cancel
      </Button>
    </form>
  );
}

/** As the field wants it: on the reader's clock, without a zone. */
function local(at: string | undefined): string {
  if (!at) return "";
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

function instant(written: string): string | undefined {
  return written === "" ? undefined : new Date(written).toISOString();
}
