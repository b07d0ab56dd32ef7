import type { Run, RunStatus } from "../../api/model";
import type { RunFilter } from "../../api/runs";
import { lookWord, runStatuses, triggerText } from "../../part/status";

/* The filter of the runs as words: what is typed, what may be meant by it, and how it is read back. */

export const qualifiers = ["sync", "status", "by", "reason"] as const;
export type Qualifier = (typeof qualifiers)[number];

export type Suggestion = {
  key: string;
  words: string;
  hint: string;
  /** What it sets, or the text to go on typing from. */
  leads: { filter: RunFilter } | { text: string };
};

type Known = { syncs: ReadonlyArray<{ name: string; title: string }>; people: readonly string[] };

const triggers: ReadonlyArray<Run["trigger"]> = ["schedule", "manual", "api", "webhook", "retry", "undo"];

const hints: Record<Qualifier, string> = {
  sync: "one sync",
  status: "how it ended, or where it is",
  by: "what or who started it",
  reason: "why it or one of its rows failed",
};

/** `status:failed by:"Mira Okafor"`; null when some of it is no condition. */
export function parseFilter(text: string, { syncs }: Known): RunFilter | null {
  const filter: RunFilter = {};
  let rest = text.trim();
  if (rest === "") return null;
  while (rest !== "") {
    const found = /^(sync|status|by|reason):(?:"([^"]*)"|([^\s"]+))(?:\s+|$)/i.exec(rest);
    if (!found) return null;
    rest = rest.slice(found[0].length);
    const value = (found[2] ?? found[3] ?? "").trim();
    if (value === "") return null;
    switch (found[1]?.toLowerCase() as Qualifier) {
      case "status": {
        const status = statusOf(value);
        if (!status) return null;
        filter.status = status;
        break;
      }
      case "sync":
        filter.sync = syncs.find(({ title }) => title.toLowerCase() === value.toLowerCase())?.name ?? value;
        break;
      case "by":
        filter.by = value;
        break;
      case "reason":
        filter.reason = value;
    }
  }
  return filter;
}

function statusOf(value: string): RunStatus | undefined {
  const wanted = value.toLowerCase();
  return runStatuses.find((status) => status === wanted || lookWord(status).toLowerCase() === wanted);
}

const most = 8;

/** What may be meant by what is typed so far. */
export function suggest(text: string, known: Known): Suggestion[] {
  const typed = text.trimStart();
  const found = /^(sync|status|by|reason):"?([^"]*)"?$/i.exec(typed);
  if (found) return valuesOf(found[1]?.toLowerCase() as Qualifier, (found[2] ?? "").trim(), known).slice(0, most);
  const word = typed.trim();
  const begun = qualifiers
    .filter((qualifier) => qualifier.startsWith(word.toLowerCase()))
    .map(
      (qualifier): Suggestion => ({
        key: qualifier,
        words: `${qualifier}:`,
        hint: hints[qualifier],
        leads: { text: `${qualifier}:` },
      }),
    );
  if (word === "") return begun;
  return [
    ...begun,
    ...valuesOf("status", word, known),
    ...valuesOf("sync", word, known).slice(0, 3),
    ...valuesOf("by", word, known).filter(({ key }) => key !== `by ${word}`),
    ...valuesOf("reason", word, known),
  ].slice(0, most);
}

function valuesOf(qualifier: Qualifier, word: string, { syncs, people }: Known): Suggestion[] {
  const part = word.toLowerCase();
  const fits = (...names: string[]) => names.some((name) => name.toLowerCase().includes(part));
  const one = (value: string, hint: string): Suggestion => ({
    key: `${qualifier} ${value}`,
    words: `${qualifier}:${/\s/.test(value) ? `"${value}"` : value}`,
    hint,
    leads: { filter: { [qualifier]: value } },
  });
  switch (qualifier) {
    case "status":
      return runStatuses
        .filter((status) => fits(status, lookWord(status)))
        .map((status) => one(status, lookWord(status)));
    case "sync":
      return syncs.filter(({ name, title }) => fits(name, title)).map(({ name, title }) => one(name, title));
    case "by": {
      const known = [
        ...triggers.filter((trigger) => fits(trigger)).map((trigger) => one(trigger, triggerText(trigger, null))),
        ...people.filter((name) => fits(name)).map((name) => one(name, "who started it")),
      ];
      const exact = known.some(({ key }) => key.toLowerCase() === `by ${part}`);
      return word === "" || exact ? known : [...known, one(word, "whose name has this in it")];
    }
    case "reason":
      return word === "" ? [] : [one(word, "the reason has this in it")];
    default:
      return qualifier satisfies never;
  }
}

export type Condition = { name: Qualifier; value: string };

/** The conditions in force, as they are read; the time apart, which stands under its picture. */
export function conditionsOf(filter: RunFilter, titleOf: (sync: string) => string): Condition[] {
  const conditions: Condition[] = [];
  if (filter.sync) conditions.push({ name: "sync", value: titleOf(filter.sync) });
  if (filter.status) conditions.push({ name: "status", value: lookWord(filter.status) });
  if (filter.by) conditions.push({ name: "by", value: filter.by });
  if (filter.reason) conditions.push({ name: "reason", value: filter.reason });
  return conditions;
}
