import { useInfiniteQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import type { RunFilter } from "../../api/runs";
import { syncsQuery, useSyncTitle } from "../../api/syncs";
import { conditionsOf, parseFilter, type Suggestion, suggest } from "./run-filter";
import css from "./run-filter-bar.module.css";

type Props = { filter: RunFilter; people: readonly string[]; onFilter: (change: RunFilter) => void };

const none: RunFilter = { sync: undefined, status: undefined, by: undefined, reason: undefined };

/**
 * The conditions in force, each with its way out, and a field for one more: it suggests what may be meant, or takes
 * what is written out. "/" brings the focus here; Esc closes the list, then empties the text, then the filter.
 */
export function RunFilterBar({ filter, people, onFilter }: Props) {
  const titleOf = useSyncTitle();
  const { data } = useInfiniteQuery(syncsQuery());
  const syncs = data?.pages.flatMap((page) => page.items) ?? [];
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useId();
  const known = { syncs, people };
  const found = open ? suggest(text, known) : [];
  const chosen = Math.min(at, found.length - 1);
  const conditions = conditionsOf(filter, titleOf);

  function write(next: string) {
    setText(next);
    setOpen(true);
    setAt(-1);
  }

  function set(change: RunFilter) {
    setText("");
    setOpen(false);
    setAt(-1);
    onFilter(change);
  }

  function take({ leads }: Suggestion) {
    if ("filter" in leads) set(leads.filter);
    else write(leads.text);
  }

  function enter() {
    const picked = found[chosen];
    const meant = parseFilter(text, known);
    if (picked) take(picked);
    else if (meant) set(meant);
    else if (found[0] && text.trim() !== "") take(found[0]);
  }

  function goBack() {
    if (open && found.length > 0) setOpen(false);
    else if (text) write("");
    else if (conditions.length > 0) set(none);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setOpen(true);
      if (found.length > 0) setAt((chosen + step + (chosen < 0 && step < 0 ? 1 : 0) + found.length) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      enter();
    } else if (event.key === "Escape") goBack();
    else if (event.key === "Backspace" && text === "") {
      const last = conditions.at(-1);
      if (last) set({ [last.name]: undefined });
    }
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers of two years ago do not know <search>
    <div role="search" className={css.bar} aria-label="Filter of the runs">
      {conditions.map(({ name, value }) => (
        <span key={name} className={css.condition}>
          <span className={css.name}>{name}:</span> {value}
          <button
            type="button"
            className={css.remove}
            aria-label={`Remove ${name}: ${value}`}
            onClick={() => onFilter({ [name]: undefined })}
          >
            ×
          </button>
        </span>
      ))}
      <span className={css.field}>
        <input
          className={css.input}
          role="combobox"
          aria-label="Filter by sync, status, by or reason"
          aria-expanded={found.length > 0}
          aria-controls={list}
          aria-activedescendant={found[chosen] ? `${list}-${chosen}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          data-filter=""
          placeholder={conditions.length > 0 ? "and…   /" : "sync:  status:  by:  reason:   /"}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        <div id={list} role="listbox" aria-label="What it may mean" className={css.list} hidden={found.length === 0}>
          {found.map((suggestion, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above, which keeps the focus
            <div
              key={suggestion.key}
              id={`${list}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={css.entry}
              // Pressing would take the focus from the field, and the list would close before the click.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(suggestion)}
            >
              <code>{suggestion.words}</code> <span className="second">{suggestion.hint}</span>
            </div>
          ))}
        </div>
      </span>
      {conditions.length > 0 && (
        <button type="button" className={`pressable ${css.clear}`} onClick={() => set(none)}>
          Clear filter
        </button>
      )}
    </div>
  );
}
