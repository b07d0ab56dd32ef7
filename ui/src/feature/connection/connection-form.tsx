import { Button, NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../../api/client";
import { connectorsQuery, isSet, useSaveConnection, writeSettings } from "../../api/connections";
import type { Connection, Connector, Setting } from "../../api/model";
import { nameFrom } from "../../part/name-from";
import { FailedRegion, problemSentence } from "../../part/notice";
import css from "./connection-form.module.css";
import { type Answers, RecipeFields } from "./recipe-fields";

type Props = { before: Connection | null; onSaved: (connection: Connection) => void; onCancel: () => void };

/** Asks what the connector itself says it wants. A secret goes in and never comes back. */
export function ConnectionForm({ before, onSaved, onCancel }: Props) {
  const connectors = useQuery(connectorsQuery);
  const [kind, setKind] = useState(before?.connector ?? "");
  if (connectors.isPending) return <p className="second">Reading what each connector asks for…</p>;
  if (!connectors.data) {
    return <FailedRegion what="The connectors" problem={connectors.error} onRetry={() => connectors.refetch()} />;
  }
  const connector = connectors.data.find(({ name }) => name === kind);
  return (
    <div className={css.form}>
      {!before && (
        <fieldset className={css.kinds}>
          <legend>What kind of system is it?</legend>
          {connectors.data.map(({ name }) => (
            <label key={name} className={css.kind} data-chosen={name === kind || undefined}>
              <input type="radio" name="connector" checked={name === kind} onChange={() => setKind(name)} />
              {connectorWord(name)}
            </label>
          ))}
        </fieldset>
      )}
      {connector && <Fields key={kind} connector={connector} before={before} onSaved={onSaved} onCancel={onCancel} />}
    </div>
  );
}

/** A connector's name as a word: what it is called otherwise, only the connector itself could say. */
function connectorWord(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type FieldsProps = Props & { connector: Connector };

function Fields({ connector, before, onSaved, onCancel }: FieldsProps) {
  const save = useSaveConnection(before);
  const [title, setTitle] = useState(before?.title ?? connectorWord(connector.name));
  const [given, setGiven] = useState<Record<string, string>>(() => shown(connector, before));
  const { recipe } = connector;
  const [byRecipe, setByRecipe] = useState(recipe !== null && !before);
  const [answers, setAnswers] = useState<Answers>({});
  const write = useMutation({ mutationFn: () => writeSettings(connector.name, answers) });
  const failed = write.error ?? save.error;
  const errors = failed instanceof ApiProblem ? failed.errors : [];
  const errorAt = (pointer: string) => errors.find((error) => error.pointer === pointer)?.detail;
  const known = new Set([
    "/title",
    "/name",
    ...(byRecipe && recipe
      ? recipe.questions.map(({ name }) => `/answers/${name}`)
      : connector.settings.map(({ name }) => `/settings/${name}`)),
  ]);
  const others = errors.filter(({ pointer }) => !known.has(pointer));
  const usual = connector.settings.filter(({ required, secret }) => required || secret);
  const more = connector.settings.filter(({ required, secret }) => !required && !secret);

  function keep(settings: Record<string, unknown>) {
    save.mutate(
      { name: before?.name ?? nameFrom(title), title, connector: connector.name, settings },
      { onSuccess: onSaved },
    );
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (byRecipe) {
      write.mutate(undefined, { onSuccess: keep });
      return;
    }
    const settings = Object.fromEntries(
      connector.settings.map((one) => [one.name, sent(one, given[one.name] ?? "", before)]),
    );
    keep(settings);
  }

  const field = (setting: Setting) => (
    <SettingField
      key={setting.name}
      setting={setting}
      value={given[setting.name] ?? ""}
      kept={isSet(before?.settings[setting.name])}
      error={errorAt(`/settings/${setting.name}`)}
      onChange={(value) => setGiven({ ...given, [setting.name]: value })}
    />
  );

  return (
    <form className={css.fields} onSubmit={submit} autoComplete="off">
      <TextInput
        label="Title"
        description={before ? undefined : `Its name will be ${nameFrom(title) || "made from the title"}.`}
        size="sm"
        required
        value={title}
        error={errorAt("/title") ?? errorAt("/name")}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      {recipe && !before && (
        <fieldset className={css.ways}>
          <legend className="hidden-words">How to say what it needs</legend>
          {[
            { way: true, word: "Fill in a form" },
            { way: false, word: `Give ${usual.map(({ name }) => name).join(", ")} as it is` },
          ].map(({ way, word }) => (
            <label key={word}>
              <input type="radio" name="way" checked={byRecipe === way} onChange={() => setByRecipe(way)} />
              {word}
            </label>
          ))}
        </fieldset>
      )}
      {byRecipe && recipe && (
        <RecipeFields
          connector={connector.name}
          recipe={recipe}
          answers={answers}
          errors={errors}
          onChange={(next) => {
            write.reset();
            setAnswers(next);
          }}
        />
      )}
      {!byRecipe && usual.map(field)}
      {!byRecipe && more.length > 0 && (
        <details className={css.more} open={usual.length === 0}>
          <summary>{`What may be left out (${more.length})`}</summary>
          <div className={css.fields}>{more.map(field)}</div>
        </details>
      )}
      {failed && (others.length > 0 || errors.length === 0) && (
        <div role="alert" className={css.problem}>
          {others.length > 0 ? others.map(({ detail }) => <p key={detail}>{detail}</p>) : problemSentence(failed)}
        </div>
      )}
      <div className={css.verbs}>
        <Button type="submit" loading={write.isPending || save.isPending}>
          {before ? "Save the connection" : "Add the connection"}
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

type SettingProps = {
  setting: Setting;
  value: string;
  kept: boolean;
  error: string | undefined;
  onChange: (value: string) => void;
};

function SettingField({ setting, value, kept, error, onChange }: SettingProps) {
  const { name, kind, required, secret, description } = setting;
  const common = { label: name, size: "sm" as const, value, error, classNames: { label: css.label ?? "" } };
  if (secret) {
    return (
      <PasswordInput
        {...common}
        description={kept ? `${description} It is set; leave this empty to keep it.` : description}
        required={required && !kept}
        autoComplete="new-password"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  if (kind === "boolean") {
    return (
      <NativeSelect
        {...common}
        description={description}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={[
          { value: "", label: "as usual" },
          { value: "true", label: "yes" },
          { value: "false", label: "no" },
        ]}
      />
    );
  }
  if (kind === "file" || kind === "map" || kind === "list") {
    const how = { file: "Paste the file's content.", map: "One “key: value” a line.", list: "One a line." }[kind];
    return (
      <Textarea
        {...common}
        description={`${description} ${how}`}
        required={required}
        rows={kind === "file" ? 8 : 3}
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...common}
      description={description}
      required={required}
      inputMode={kind === "number" ? "numeric" : "text"}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function shown(connector: Connector, before: Connection | null): Record<string, string> {
  if (!before) return {};
  return Object.fromEntries(
    connector.settings.map(({ name, kind, secret }) => {
      const value = before.settings[name];
      return [name, secret || isSet(value) ? "" : written(kind, value)];
    }),
  );
}

function written(kind: Setting["kind"], value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join("\n");
  if (kind === "map" && typeof value === "object") {
    return Object.entries(value)
      .filter(([, item]) => !isSet(item))
      .map(([key, item]) => `${key}: ${String(item)}`)
      .join("\n");
  }
  return String(value);
}

function sent(setting: Setting, text: string, before: Connection | null): unknown {
  if (text.trim() === "") return isSet(before?.settings[setting.name]) ? { set: true } : null;
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  switch (setting.kind) {
    case "list":
      return lines;
    case "map":
      return Object.fromEntries(
        lines.map((line) => {
          const [key = "", ...rest] = line.split(":");
          return [key.trim(), rest.join(":").trim()];
        }),
      );
    default:
      return setting.secret || setting.kind === "file" ? text : text.trim();
  }
}
