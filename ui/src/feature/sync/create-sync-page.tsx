import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { ApiProblem } from "../../api/client";
import { connectionsQuery, connectorsQuery, proposalQuery, tablesQuery } from "../../api/connections";
import type { Connection, Me, Proposal } from "../../api/model";
import { nameFrom } from "../../part/name-from";
import { EmptyRegion, FailedRegion, problemSentence } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import css from "./create-sync-page.module.css";
import { useCreateSync } from "./definitions";
import { type Draft, draftOf, draftProblems, fieldsOf, matchOf } from "./mapping-draft";
import { MappingEditor } from "./mapping-editor";
import { RuleFields, type Rules, usualRules } from "./rule-fields";
import { intervals } from "./schedule-fields";

/** Both ends are in the address: a reload, or the way back from adding a connection, loses nothing. */
export type Ends = {
  left?: string | undefined;
  leftTable?: string | undefined;
  right?: string | undefined;
  rightTable?: string | undefined;
};
type Props = { me: Me; ends: Ends; onEnds: (change: Ends) => void; onPlanned: (run: number) => void };

/** From two connections to a first plan: tables, fields, rules, schedule, each with the usual choice made already. */
export function CreateSyncPage({ me, ends, onEnds, onPlanned }: Props) {
  const connections = useQuery(connectionsQuery);
  const connectors = useQuery(connectorsQuery);
  if (me.role !== "admin") {
    return (
      <>
        <PageHead title="Create a sync" />
        <EmptyRegion head="This needs the role admin">
          <p>A sync writes into other systems, so only admins of the workspace create one.</p>
        </EmptyRegion>
      </>
    );
  }
  const failed = connections.error ?? connectors.error;
  if (failed) {
    return (
      <>
        <PageHead title="Create a sync" />
        <FailedRegion
          what="The connections"
          problem={failed}
          onRetry={() => Promise.all([connections.refetch(), connectors.refetch()])}
        />
      </>
    );
  }
  if (!connections.data || !connectors.data) return <PageHead title="Create a sync" summary="Reading…" />;
  const able = new Set(connectors.data.filter(({ rowsHaveIds }) => rowsHaveIds).map(({ name }) => name));
  const usable = connections.data.filter(({ connector }) => able.has(connector));
  return (
    <>
      <PageHead title="Create a sync" summary="Nothing is written before you have seen the plan." />
      {usable.length === 0 ? (
        <EmptyRegion head="First, two systems to pair">
          <p>A sync keeps the rows of two tables in agreement. Add a connection for each of the two.</p>
          <Link to="/create-connection" className="pressable">
            Add a connection
          </Link>
        </EmptyRegion>
      ) : (
        <>
          <Step number={1} title="Which two tables?" done={Boolean(ends.leftTable && ends.rightTable)}>
            <div className={css.ends}>
              <End
                side="Left"
                connections={usable}
                connection={ends.left}
                table={ends.leftTable}
                onChange={(left, leftTable) => onEnds({ left, leftTable })}
              />
              <Button
                size="xs"
                variant="default"
                className={css.swap}
                onClick={() =>
                  onEnds({
                    left: ends.right,
                    leftTable: ends.rightTable,
                    right: ends.left,
                    rightTable: ends.leftTable,
                  })
                }
              >
                Swap
              </Button>
              <End
                side="Right"
                connections={usable}
                connection={ends.right}
                table={ends.rightTable}
                onChange={(right, rightTable) => onEnds({ right, rightTable })}
              />
            </div>
            <p className="second">
              The system is not here?{" "}
              <Link to="/create-connection" className="pressable">
                Add a connection
              </Link>
              . Tables of APIs and databases are paired in <code>tallystick.yaml</code>.
            </p>
          </Step>
          {ends.left && ends.leftTable && ends.right && ends.rightTable && (
            <Rest
              key={`${ends.left}/${ends.leftTable}/${ends.right}/${ends.rightTable}`}
              left={{ connection: ends.left, table: ends.leftTable }}
              right={{ connection: ends.right, table: ends.rightTable }}
              onPlanned={onPlanned}
            />
          )}
        </>
      )}
    </>
  );
}

type StepProps = { number: number; title: string; done: boolean; children: ReactNode };

function Step({ number, title, done, children }: StepProps) {
  return (
    <section className={css.step} aria-labelledby={`step-${number}`}>
      <h2 id={`step-${number}`}>
        <span className={css.number} data-done={done || undefined}>
          {number}
        </span>
        {title}
      </h2>
      <div className={css.body}>{children}</div>
    </section>
  );
}

type EndProps = {
  side: "Left" | "Right";
  connections: readonly Connection[];
  connection: string | undefined;
  table: string | undefined;
  onChange: (connection: string | undefined, table: string | undefined) => void;
};

function End({ side, connections, connection, table, onChange }: EndProps) {
  const tables = useQuery({ ...tablesQuery(connection ?? ""), enabled: connection !== undefined });
  const names = tables.data ?? [];
  return (
    <div className={css.end}>
      <NativeSelect
        label={`${side} connection`}
        size="sm"
        value={connection ?? ""}
        onChange={(event) => onChange(event.currentTarget.value || undefined, undefined)}
        data={[
          { value: "", label: "Choose…" },
          ...connections.map(({ name, title, rehearsal }) => ({
            value: name,
            label: rehearsal ? `${title} (rehearsal)` : title,
          })),
        ]}
      />
      {connection !== undefined && tables.data && names.length === 0 ? (
        <TextInput
          label={`${side} table`}
          description="This system does not say which tables it has; write the name."
          size="sm"
          defaultValue={table ?? ""}
          onBlur={(event) => onChange(connection, event.currentTarget.value.trim() || undefined)}
        />
      ) : (
        <NativeSelect
          label={`${side} table`}
          size="sm"
          disabled={connection === undefined || tables.isPending}
          value={table ?? ""}
          onChange={(event) => onChange(connection, event.currentTarget.value || undefined)}
          data={[
            { value: "", label: connection !== undefined && tables.isLoading ? "Reading the tables…" : "Choose…" },
            ...names.map((name) => ({ value: name, label: name })),
          ]}
        />
      )}
      {tables.error && (
        <p role="alert" className={css.problem}>
          {problemSentence(tables.error)}
        </p>
      )}
    </div>
  );
}

type Table = { connection: string; table: string };
type RestProps = { left: Table; right: Table; onPlanned: (run: number) => void };

function Rest({ left, right, onPlanned }: RestProps) {
  const proposal = useQuery(proposalQuery(left, right));
  if (proposal.isPending) {
    return (
      <Step number={2} title="Which fields?" done={false}>
        <p className="second">Reading the fields of both tables…</p>
      </Step>
    );
  }
  if (!proposal.data) {
    return (
      <Step number={2} title="Which fields?" done={false}>
        <FailedRegion what="The fields" problem={proposal.error} onRetry={() => proposal.refetch()} />
      </Step>
    );
  }
  return <Steps {...{ left, right, onPlanned }} proposal={proposal.data} />;
}

function Steps({ left, right, proposal, onPlanned }: RestProps & { proposal: Proposal }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(proposal));
  const [rules, setRules] = useState<Rules>(usualRules);
  const [every, setEvery] = useState("");
  const [title, setTitle] = useState(left.table === right.table ? left.table : `${left.table} and ${right.table}`);
  const create = useCreateSync();
  const problems = draftProblems(draft);
  const match = matchOf(draft);
  const errors = create.error instanceof ApiProblem ? create.error.errors : [];

  function submit(event: FormEvent) {
    event.preventDefault();
    if (problems.length > 0) return;
    create.mutate(
      {
        name: nameFrom(title),
        title,
        definition: {
          title,
          left,
          right,
          direction: draft.direction,
          ...(match && { match }),
          fields: fieldsOf(draft, rules.onConflict),
          on_missing: { left: { policy: rules.onMissingLeft }, right: { policy: rules.onMissingRight } },
          ...(every && { schedule: { every } }),
        },
      },
      { onSuccess: onPlanned },
    );
  }

  return (
    <form onSubmit={submit}>
      <Step number={2} title="Which fields?" done={problems.length === 0}>
        <MappingEditor
          draft={draft}
          proposal={proposal}
          leftName={`${left.connection} ${left.table}`}
          rightName={`${right.connection} ${right.table}`}
          onChange={setDraft}
        />
      </Step>
      <Step number={3} title="By which rules?" done>
        <RuleFields
          direction={draft.direction}
          rules={rules}
          leftName={left.connection}
          rightName={right.connection}
          onDirection={(direction) => setDraft({ ...draft, direction })}
          onRules={(change) => setRules({ ...rules, ...change })}
        />
      </Step>
      <Step number={4} title="How often?" done>
        <NativeSelect
          label="Runs"
          description="The first one comes an interval after the sync is made. Times of a day can be set later."
          size="sm"
          value={every}
          onChange={(event) => setEvery(event.currentTarget.value)}
          data={[
            { value: "", label: "Only when somebody starts it" },
            ...intervals.map(({ value, word }) => ({ value, label: word })),
          ]}
        />
      </Step>
      <Step number={5} title="What is it called?" done={title.trim() !== ""}>
        <TextInput
          label="Title"
          description={`In addresses and files it will be ${nameFrom(title) || "made from the title"}.`}
          size="sm"
          required
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        {create.error && (
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
