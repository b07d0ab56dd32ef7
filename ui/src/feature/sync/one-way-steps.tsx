import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { oneWayQuery } from "../../api/connections";
import type { OneWayProposal } from "../../api/model";
import { FailedRegion } from "../../part/notice";
import { CreateForm } from "./create-form";
import css from "./create-sync-page.module.css";
import type { TableEnd } from "./definitions";
import { type KeyForm, type OneWayDraft, oneWayDefinition, oneWayDraftOf, oneWayProblems } from "./one-way-draft";
import { OneWayFields } from "./one-way-fields";
import { SkipFields } from "./skip-fields";
import { Step } from "./step";

type Props = { left: TableEnd; right: TableEnd; keyForm: KeyForm; onPlanned: (run: number) => void };

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
  const firstTitle =
    left.table.toLowerCase() === right.table.toLowerCase() ? left.table : `${left.table} into ${right.table}`;
  const problems = oneWayProblems(draft, proposal);
  const change = (part: Partial<OneWayDraft>) => setDraft({ ...draft, ...part });

  return (
    <CreateForm
      {...{ left, right, firstTitle, problems, onPlanned }}
      number={5}
      rows={proposal.looked}
      definition={() => oneWayDefinition(draft, proposal, left, right, keyForm)}
    >
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
    </CreateForm>
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
