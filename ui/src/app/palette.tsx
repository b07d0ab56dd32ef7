import { Modal } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useState } from "react";
import { connectionsQuery } from "../api/connections";
import { mayOperate } from "../api/me";
import type { Me } from "../api/model";
import { useStart } from "../api/run-actions";
import { syncsQuery } from "../api/syncs";
import css from "./palette.module.css";

type Entry = { key: string; words: string; hint: string; act: () => void };

type Props = { me: Me; opened: boolean; onClose: () => void };

export function Palette({ me, opened, onClose }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Go to, or do"
      // The scroll lock writes a style tag without our nonce, which the page's policy blocks.
      lockScroll={false}
      attributes={{ header: { role: "presentation" } }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Chooser me={me} onDone={onClose} />
    </Modal>
  );
}

const most = 12;

/** A text, and what it may mean: the arrows choose, Enter does. */
function Chooser({ me, onDone }: { me: Me; onDone: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const found = match(useEntries(me), text).slice(0, most);
  const chosen = Math.min(at, found.length - 1);

  function run(entry: Entry | undefined) {
    if (!entry) return;
    onDone();
    entry.act();
  }

  function onKeyDown(event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(1, found.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(found[chosen]);
    }
  }

  return (
    <>
      <input
        className={css.input}
        role="combobox"
        aria-label="Page, sync or connection"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={found[chosen] ? `${list}-${chosen}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        data-autofocus=""
        placeholder="Page, sync or connection"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={list} role="listbox" aria-label="What it may mean" className={css.list}>
        {found.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above, which keeps the focus
          <div
            key={entry.key}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={css.entry}
            onClick={() => run(entry)}
          >
            <span>{entry.words}</span> <span className="second">{entry.hint}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={css.none}>{`Nothing is called “${text}”.`}</p>}
    </>
  );
}

const pages = [
  { to: "/", words: "Overview", hint: "g o" },
  { to: "/syncs", words: "Syncs", hint: "g s" },
  { to: "/runs", words: "Runs", hint: "g r" },
  { to: "/conflicts", words: "Conflicts", hint: "g c" },
  { to: "/connections", words: "Connections", hint: "g n" },
  { to: "/jobs", words: "Jobs", hint: "g j" },
  { to: "/audit", words: "Audit trail", hint: "g a" },
  { to: "/settings", words: "Settings", hint: "g t" },
  { to: "/settings/people", words: "People", hint: "settings" },
  { to: "/settings/tokens", words: "API tokens", hint: "settings" },
  { to: "/settings/account", words: "My account", hint: "settings" },
] as const;

function useEntries(me: Me): Entry[] {
  const navigate = useNavigate();
  const start = useStart();
  const { data } = useInfiniteQuery(syncsQuery());
  const { data: connections = [] } = useQuery(connectionsQuery);
  const syncs = data?.pages.flatMap((page) => page.items) ?? [];
  const entries: Entry[] = pages.map(({ to, words, hint }) => ({
    key: to,
    words,
    hint,
    act: () => void navigate({ to }),
  }));
  if (me.role === "admin") {
    entries.push(
      { key: "new sync", words: "Create a sync", hint: "", act: () => void navigate({ to: "/create-sync" }) },
      { key: "new", words: "Add a connection", hint: "", act: () => void navigate({ to: "/create-connection" }) },
    );
  }
  for (const { name, title } of syncs) {
    entries.push({
      key: `sync ${name}`,
      words: title,
      hint: "sync",
      act: () => void navigate({ to: "/syncs/$name", params: { name } }),
    });
    if (!mayOperate(me)) continue;
    entries.push(
      {
        key: `start ${name}`,
        words: `Sync ${title} now`,
        hint: "starts a run",
        act: () => start.mutate({ sync: name, title, verb: "sync" }),
      },
      {
        key: `plan ${name}`,
        words: `Dry run of ${title}`,
        hint: "writes nothing",
        act: () => start.mutate({ sync: name, title, verb: "plan" }),
      },
      {
        key: `row ${name}`,
        words: `Find a row of ${title}`,
        hint: "its passport",
        act: () => void navigate({ to: "/syncs/$name/rows", params: { name } }),
      },
    );
  }
  for (const { name, title } of connections) {
    entries.push({
      key: `connection ${name}`,
      words: title,
      hint: "connection",
      act: () => void navigate({ to: "/connections/$name", params: { name } }),
    });
  }
  return entries;
}

/** Every word typed stands somewhere in it; what begins with the text comes first. */
function match(entries: readonly Entry[], text: string): Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = entries.filter((entry) => words.every((word) => entry.words.toLowerCase().includes(word)));
  const begins = (entry: Entry) => (entry.words.toLowerCase().startsWith(text.toLowerCase()) ? 0 : 1);
  return fits.sort((a, b) => begins(a) - begins(b));
}
