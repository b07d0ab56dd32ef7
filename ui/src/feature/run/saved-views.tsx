import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { defaultParseSearch, defaultStringifySearch, Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../../api/client";
import type { SavedView } from "../../api/model";
import { useRemoveView, useSaveView, viewsQuery } from "../../api/views";
import { problemSentence } from "../../part/notice";
import css from "./saved-views.module.css";

type Search = Record<string, unknown>;

/** What I look for often, under names of my own. @param search what stands in the address now */
export function SavedViews({ search }: { search: Search }) {
  const query = useQuery(viewsQuery);
  const remove = useRemoveView();
  const [naming, setNaming] = useState(false);
  const views = query.data ?? [];
  const now = written(search);
  const known = views.some((view) => written(read(view)) === now);
  if (query.isError && !query.data) {
    return <p className={css.views}>{`Your views could not be read. ${problemSentence(query.error)}`}</p>;
  }
  if (views.length === 0 && now === "") return null;
  return (
    <div className={css.views}>
      {views.length > 0 && (
        <ul className={css.list} aria-label="Your views">
          {views.map((view) => (
            <li key={view.id}>
              <Link to="/runs" search={read(view) as never} className={css.view} activeOptions={{ exact: true }}>
                {view.name}
              </Link>
              <button
                type="button"
                className={css.remove}
                aria-label={`Remove the view ${view.name}`}
                disabled={remove.isPending}
                onClick={() => remove.mutate(view.id)}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {now !== "" && !known && !naming && (
        <button type="button" className={`pressable ${css.press}`} onClick={() => setNaming(true)}>
          Save this view
        </button>
      )}
      {naming && <NameView search={now} views={views} onDone={() => setNaming(false)} />}
      {remove.error && (
        <span role="alert" className={css.problem}>
          {problemSentence(remove.error)}
        </span>
      )}
    </div>
  );
}

type NameProps = { search: string; views: readonly SavedView[]; onDone: () => void };

function NameView({ search, views, onDone }: NameProps) {
  const save = useSaveView();
  const [name, setName] = useState("");
  const taken = views.some((view) => view.name === name.trim());
  const error = save.error instanceof ApiProblem ? save.error.errors[0]?.detail : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate({ name: name.trim(), search }, { onSuccess: onDone });
  }

  return (
    <form className={css.naming} onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onDone()}>
      <TextInput
        size="xs"
        aria-label="Name of the view"
        placeholder="Name of the view"
        required
        autoFocus
        value={name}
        error={save.error && (error ?? problemSentence(save.error))}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default" loading={save.isPending}>
        {taken ? "Replace the view" : "Save the view"}
      </Button>
      <Button size="xs" variant="subtle" onClick={onDone}>
        Cancel
      </Button>
    </form>
  );
}

function read({ search }: SavedView): Search {
  return defaultParseSearch(search);
}

/** As the address has it, without the question mark, and in one order so that two can be compared. */
function written(search: Search): string {
  const sorted = Object.entries(search)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => a.localeCompare(b));
  return defaultStringifySearch(Object.fromEntries(sorted)).replace(/^\?/, "");
}
