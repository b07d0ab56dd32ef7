import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Me, Sync } from "../../api/model";
import { age } from "../../part/format";
import { FailedRegion, problemSentence } from "../../part/notice";
import { definitionQuery, useChangeDefinition, useRemoveSync } from "./definitions";
import css from "./settings-page.module.css";

type Props = { sync: Sync; me: Me; onRemoved: () => void };

/** Everything the sync is set up to do beside its fields and its schedule, in the words of the file. */
export function SettingsPage({ sync, me, onRemoved }: Props) {
  const query = useQuery(definitionQuery(sync.name));
  if (query.isPending) return <p className="second">Reading the settings…</p>;
  if (!query.data) {
    return <FailedRegion what="The settings" problem={query.error} onRetry={() => query.refetch()} />;
  }
  const { definition, fromPage, revision } = query.data;
  const lines = Object.entries(definition).filter(([key]) => key !== "fields");
  return (
    <>
      <dl className={css.lines}>
        <div>
          <dt>name</dt>
          <dd>
            <code>{sync.name}</code>
          </dd>
        </div>
        {lines.map(([key, value]) => (
          <div key={key}>
            <dt>{key.replaceAll("_", " ")}</dt>
            <dd>
              <code>{plain(value)}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p className="second">
        {fromPage
          ? `Made on this page, revision ${revision}.`
          : "Written in tallystick.yaml, where it is changed; what is not named there has its usual value."}
      </p>
      <FreshnessPromise
        sync={sync}
        definition={definition}
        revision={fromPage && me.role === "admin" ? revision : null}
      />
      {fromPage && me.role === "admin" && <Remove sync={sync} onRemoved={onRemoved} />}
    </>
  );
}

function plain(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([key, item]) => `${key}: ${plain(item)}`)
    .join(", ");
}

type OfPromise = { sync: Sync; definition: Record<string, unknown>; revision: number | null };

/** How old the data may get before people are told. */
function FreshnessPromise({ sync, definition, revision }: OfPromise) {
  const change = useChangeDefinition(sync.name);
  const kept = typeof definition.freshness === "string" ? definition.freshness : "";
  const [wanted, setWanted] = useState(kept);
  const seconds = sync.freshness.promiseSeconds;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (revision === null) return;
    const { freshness: _, ...others } = definition;
    const text = wanted.trim();
    change.mutate({ revision, definition: text === "" ? others : { ...others, freshness: text } });
  }

  return (
    <section className={css.remove} aria-labelledby="promise">
      <h2 id="promise">Freshness</h2>
      <p>
        {seconds === null
          ? "Nothing is promised, so nobody is told when it is late."
          : `Its data may be ${age(seconds * 1000)} old; then it is late, and people are told.`}
        {kept === "" && seconds !== null && " That is twice its interval, since nothing else is said."}
        {revision === null && " Change it in tallystick.yaml, as freshness."}
      </p>
      {revision !== null && (
        <form onSubmit={submit} className={css.promise}>
          <TextInput
            label="May be this old"
            description="As 15m, 8h or 2d; empty for twice its interval"
            size="sm"
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
          <Button type="submit" size="sm" loading={change.isPending} disabled={wanted.trim() === kept}>
            Save
          </Button>
        </form>
      )}
      {change.error && (
        <p role="alert" className={css.problem}>
          {problemSentence(change.error)}
        </p>
      )}
    </section>
  );
}

function Remove({ sync, onRemoved }: { sync: Sync; onRemoved: () => void }) {
  const remove = useRemoveSync(sync.name);
  const [sure, setSure] = useState(false);
  return (
    <section className={css.remove} aria-labelledby="remove">
      <h2 id="remove">Remove</h2>
      <p>It runs no more. Its past runs stay, and nothing is deleted in either table.</p>
      {sure ? (
        <Button
          size="sm"
          variant="default"
          autoFocus
          loading={remove.isPending}
          onClick={() => remove.mutate(undefined, { onSuccess: onRemoved })}
        >
          {`Remove ${sync.title} now`}
        </Button>
      ) : (
        <Button size="sm" variant="default" onClick={() => setSure(true)}>
          Remove this sync
        </Button>
      )}
      {remove.error && (
        <p role="alert" className={css.problem}>
          {problemSentence(remove.error)}
        </p>
      )}
    </section>
  );
}
