import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../../api/client";
import { oneWayQuery } from "../../api/connections";
import type { OneWayProposal } from "../../api/model";
import { exactTime } from "../../part/format";
import { nameFrom } from "../../part/name-from";
import { FailedRegion, problemSentence } from "../../part/notice";
import css from "./create-sync-page.module.css";
import { type ScheduleRule, schedulePreviewQuery, useCreateSync } from "./definitions";
import { type KeyForm, type OneWayDraft, oneWayDefinition, oneWayDraftOf, oneWayProblems } from "./one-way-draft";
import { OneWayFields } from "./one-way-fields";
import { intervals } from "./schedule-fields";
import { SkipFields } from "./skip-fields";
import { Step } from "./step";

type Table = { connection: string; table: string };
type Props = { left: Table; right: Table; keyForm: KeyForm; onPlanned: (run: number) => void };

/** Rows of one table into another by a key: what tells them apart, columns, rules, schedule, then a first plan. */
export function OneWaySteps({ left, right, keyForm, onPlanned }: Props) {
  const proposal = useQuery(oneWayQuery(left, right));
  if (proposal.isPending) {
    return (
      <Step number={2} title="What tells rows apart?" done={false}>
        <p className="second">Looking at the first rows of both tables…</p>
      </Step>
    );
  }
  if (!proposal.data) {
    return (
      <Step number={2} title="What tells rows apart?" done={false}>
        <FailedRegion what="The two tables" problem={proposal.error} onRetry={() => proposal.refetch()} />
      </Step>
    );
  }
  return <Steps {...{ left, right, keyForm, onPlanned }} proposal={proposal.data} />;
}

function Steps({ left, right, keyForm, onPlanned, proposal }: Props & { proposal: OneWayProposal }) {
  const [draft, setDraft] = useState<OneWayDraft>(() => oneWayDraftOf(proposal));
  const [every, setEvery] = useState("");
  const [cron, setCron] = useState("0 6 * * *");
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [title, setTitle] = useState(
    left.table.toLowerCase() === right.table.toLowerCase() ? left.table : `${left.table} into ${right.table}`,
  );
  const create = useCreateSync();
  const rule: ScheduleRule = every === "cron" ? { cron: cron.trim(), zone: zone.trim() } : { every };
  const times = useQuery({ ...schedulePreviewQuery(rule), enabled: every !== "" });
  const wrong = every !== "" && times.error instanceof ApiProblem ? times.error.errors : [];
  const wrongAt = (pointer: string) => wrong.find((error) => error.pointer === pointer)?.detail;
  const problems = [...oneWayProblems(draft, proposal), ...(wrong.length > 0 ? ["The schedule must be mended."] : [])];
  const errors = create.error instanceof ApiProblem ? create.error.errors : [];
  const nameWrong = errors.find(({ pointer }) => pointer === "/name")?.detail;
  const change = (part: Partial<OneWayDraft>) => setDraft({ ...draft, ...part });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (problems.length > 0) return;
    create.mutate(
      {
        name: nameFrom(title),
        title,
        definition: {
          title,
          ...oneWayDefinition(draft, proposal, left, right, keyForm),
          ...(every !== "" && { schedule: rule }),
        },
      },
      { onSuccess: onPlanned },
    );
  }

  return (
    <form onSubmit={submit}>
      <Step number={2} title="What tells rows apart?" done={!proposal.needsKey || draft.key.length > 0}>
        {proposal.needsKey && <KeyFields draft={draft} proposal={proposal} onChange={change} />}
        <p className="second">
          {sameKey(draft.key, proposal.key) ? proposal.keySentence : keyNote(draft.key, proposal)}
        </p>
        {proposal.exists && proposal.keys.length > 0 ? (
          <NativeSelect
            label="Column that holds it"
            description="A row that is there is found by it and updated."
            size="sm"
            value={draft.rightKey}
            onChange={(event) => change({ rightKey: event.currentTarget.value })}
            data={proposal.keys.map((name) => ({ value: name, label: name }))}
          />
        ) : (
          <TextInput
            label="Column that holds it"
            description={
              proposal.exists
                ? "No column of this table is unique, so the first plan will say how to make one so."
                : "Made with the table, as text and unique."
            }
            size="sm"
            required
            value={draft.rightKey}
            onChange={(event) => change({ rightKey: event.currentTarget.value })}
          />
        )}
      </Step>
      <Step number={3} title="Which fields?" done={problems.length === 0}>
        {proposal.exists ? (
          <label className={css.tick}>
            <input
              type="checkbox"
              checked={draft.amend}
              onChange={(event) => {
                const amend = event.currentTarget.checked;
                change({
                  amend,
                  lines: draft.lines.map((line) =>
                    proposal.columns.some(({ name }) => name === line.right)
                      ? line
                      : { ...line, on: amend && line.right !== "" },
                  ),
                });
              }}
            />
            <span>
              Add columns that the table lacks
              {proposal.lacks.length > 0 && (
                <span className="second">
                  {`, and ${proposal.lacks.join(", ")}, which say how each row stands; without the tick it does without`}
                </span>
              )}
            </span>
          </label>
        ) : (
          <p>{`The table “${proposal.table}” is not there yet; the first run makes it with these columns.`}</p>
        )}
        <OneWayFields
          draft={draft}
          proposal={proposal}
          leftName={`${left.connection} ${left.table}`}
          rightName={`${right.connection} ${right.table}`}
          onChange={setDraft}
        />
      </Step>
      <Step number={4} title="By which rules?" done>
        <NativeSelect
          label="When a row is deleted at the source"
          description="Believed only after two complete listings lacked it."
          size="sm"
          value={draft.onDelete}
          onChange={(event) => change({ onDelete: event.currentTarget.value === "propagate" ? "propagate" : "ignore" })}
          data={[
            { value: "ignore", label: "it stays in the table" },
            { value: "propagate", label: "it is deleted in the table, too" },
          ]}
        />
        <SkipFields
          skips={draft.skips}
          fields={draft.lines.map(({ left: field }) => field)}
          onChange={(skips) => change({ skips })}
        />
      </Step>
      <Step number={5} title="How often?" done={wrong.length === 0}>
        <NativeSelect
          label="Runs"
          size="sm"
          value={every}
          error={wrongAt("/every")}
          onChange={(event) => setEvery(event.currentTarget.value)}
          data={[
            { value: "", label: "Only when somebody starts it" },
            ...intervals.map(({ value, word }) => ({ value, label: word })),
            { value: "cron", label: "At times of a cron expression" },
          ]}
        />
        {every === "cron" && (
          <>
            <TextInput
              label="Cron"
              description="Minute, hour, day, month, weekday: 0 6 * * 1-5 is 06:00 on working days."
              size="sm"
              value={cron}
              error={wrongAt("/cron")}
              onChange={(event) => setCron(event.currentTarget.value)}
            />
            <TextInput
              label="Time zone"
              description="As in Europe/Berlin"
              size="sm"
              value={zone}
              error={wrongAt("/zone")}
              onChange={(event) => setZone(event.currentTarget.value)}
            />
          </>
        )}
        {every !== "" && times.data && (
          <p className="second" aria-live="polite">
            {every === "cron" ? "Next: " : "About: "}
            {times.data.next.slice(0, 3).map(exactTime).join(" · ")}
          </p>
        )}
      </Step>
      <Step number={6} title="What is it called?" done={title.trim() !== ""}>
        <TextInput
          label="Title"
          description={`In addresses and files it will be ${nameFrom(title) || "made from the title"}.`}
          size="sm"
          required
          value={title}
          error={
            nameWrong ?? (create.error instanceof ApiProblem && create.error.code === "exists" && create.error.message)
          }
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        {create.error && !nameWrong && !(create.error instanceof ApiProblem && create.error.code === "exists") && (
          <div role="alert" className={css.problem}>
            {errors.length > 0
              ? errors.map(({ detail }) => <p key={detail}>{detail}</p>)
              : problemSentence(create.error)}
          </div>
        )}
        <div className={css.verbs}>
          <Button type="submit" loading={create.isPending} disabled={problems.length > 0}>
            Create the sync and show its first plan
          </Button>
          <span className="second">
            {problems[0] ?? "Both tables are read and nothing is written until you start it from the plan."}
          </span>
        </div>
      </Step>
    </form>
  );
}

type KeyProps = {
  draft: OneWayDraft;
  proposal: OneWayProposal;
  onChange: (part: Partial<OneWayDraft>) => void;
};

function KeyFields({ draft, proposal, onChange }: KeyProps) {
  const names = proposal.lines.map(({ left }) => left);
  const choices = (empty: string) => [
    { value: "", label: empty },
    ...names.map((name) => ({ value: name, label: name })),
  ];
  const set = (at: number, name: string) => {
    const key = [...draft.key];
    key[at] = name;
    onChange({ key: [...new Set(key.filter(Boolean))] });
  };
  return (
    <div className={css.ends}>
      <NativeSelect
        label="Field of the source"
        size="sm"
        value={draft.key[0] ?? ""}
        onChange={(event) => set(0, event.currentTarget.value)}
        data={choices("Choose…")}
      />
      {draft.key.length > 0 && (
        <NativeSelect
          label="together with"
          size="sm"
          value={draft.key[1] ?? ""}
          onChange={(event) => set(1, event.currentTarget.value)}
          data={choices("nothing else")}
        />
      )}
    </div>
  );
}

function sameKey(one: readonly string[], other: readonly string[]): boolean {
  return one.join("\n") === other.join("\n");
}

function keyNote(key: readonly string[], proposal: OneWayProposal): string {
  if (key.length === 0) return "A key finds the row again when its other fields change.";
  if (key.length > 1) return "Whether they are filled and never the same twice shows in the first plan.";
  return proposal.looked === 0 || proposal.unique.includes(key[0] ?? "")
    ? "It must be filled in every row and never stand twice."
    : `In the first ${proposal.looked} rows “${key[0]}” is empty or the same more than once; such rows would fail.`;
}
