import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { connectionsQuery, connectorsQuery, proposalQuery, tablesQuery } from "../../api/connections";
import type { Connection, Me, Proposal } from "../../api/model";
import { ForbiddenRegion } from "../../part/forbidden-region";
import { nameFrom } from "../../part/name-from";
import { EmptyRegion, FailedRegion, problemSentence } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { CreateForm } from "./create-form";
import css from "./create-sync-page.module.css";
import type { TableEnd } from "./definitions";
import { type Draft, draftOf, draftProblems, fieldsOf, matchOf } from "./mapping-draft";
import { MappingEditor } from "./mapping-editor";
import { OneWaySteps } from "./one-way-steps";
import { RuleFields, type Rules, usualRules } from "./rule-fields";
import { Step } from "./step";

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
        <ForbiddenRegion
          what="Creating a sync, which writes into other systems, is"
          needs="for admins"
          role={me.role}
        />
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
  const kindOf = (connection: Connection | undefined) =>
    connectors.data.find(({ name }) => name === connection?.connector);
  const named = (name: string | undefined) => connections.data.find((one) => one.name === name);
  const leftKind = kindOf(named(ends.left));
  const rightKind = kindOf(named(ends.right));
  const lefts = connections.data.filter((one) => kindOf(one)?.reads || kindOf(one)?.rowsHaveIds);
  // Rows without ids of their own have to be found by a key, so they go only where that can be done.
  const rights = connections.data.filter(
    (one) => kindOf(one)?.writesByKey || (kindOf(one)?.rowsHaveIds && (leftKind?.rowsHaveIds ?? true)),
  );
  const oneWay = rightKind?.writesByKey === true && !rightKind.rowsHaveIds;
  const swappable = !rightKind || lefts.some(({ name }) => name === ends.right);
  return (
    <>
      <PageHead title="Create a sync" summary="Nothing is written before you have seen the plan." />
      {lefts.length === 0 || connections.data.every((one) => !kindOf(one)?.writesByKey && !kindOf(one)?.rowsHaveIds) ? (
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
                connections={lefts}
                connection={ends.left}
                table={ends.leftTable}
                onChange={(left, leftTable) => onEnds({ left, leftTable })}
              />
              <Button
                size="xs"
                variant="default"
                className={css.swap}
                disabled={!swappable || (leftKind !== undefined && !rights.some(({ name }) => name === ends.left))}
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
                connections={rights}
                connection={ends.right}
                table={ends.rightTable}
                newTable={oneWay ? tableName(ends.leftTable) : undefined}
                onChange={(right, rightTable) => onEnds({ right, rightTable })}
              />
            </div>
            <p className="second">
              The system is not here?{" "}
              <Link to="/create-connection" className="pressable">
                Add a connection
              </Link>
              .
            </p>
          </Step>
          {oneWay && ends.left && ends.leftTable && ends.right && ends.rightTable && (
            <OneWaySteps
              key={`${ends.left}/${ends.leftTable}/${ends.right}/${ends.rightTable}`}
              left={{ connection: ends.left, table: ends.leftTable }}
              right={{ connection: ends.right, table: ends.rightTable }}
              keyForm={leftKind?.tableSettings.find(({ name }) => name === "key")?.kind === "list" ? "list" : "text"}
              onPlanned={onPlanned}
            />
          )}
          {!oneWay && ends.left && ends.leftTable && ends.right && ends.rightTable && (
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

/** A name that no table has, nor the table that stands in for it in a rehearsal. */
function freeName(wanted: string, names: readonly string[]): string {
  const taken = (name: string) => names.includes(name) || names.includes(`rehearsal_${name}`);
  let number = 1;
  while (taken(number === 1 ? wanted : `${wanted}_${number}`)) number++;
  return number === 1 ? wanted : `${wanted}_${number}`;
}

/** No table is called so: names have no blanks around. */
const makeOne = " new ";

type EndProps = {
  side: "Left" | "Right";
  connections: readonly Connection[];
  connection: string | undefined;
  table: string | undefined;
  /** What a table that is made would be called; absent where none can be. */
  newTable?: string | undefined;
  onChange: (connection: string | undefined, table: string | undefined) => void;
};

/** As databases name tables. */
function tableName(table: string | undefined): string {
  return nameFrom(table ?? "").replaceAll("-", "_") || "new_table";
}

function End({ side, connections, connection, table, newTable, onChange }: EndProps) {
  const tables = useQuery({ ...tablesQuery(connection ?? ""), enabled: connection !== undefined });
  const names = tables.data ?? [];
  const making = newTable !== undefined && table !== undefined && tables.data !== undefined && !names.includes(table);
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
      {connection !== undefined && tables.data && names.length === 0 && newTable === undefined ? (
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
          value={making ? makeOne : (table ?? "")}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            onChange(connection, chosen === makeOne && newTable ? freeName(newTable, names) : chosen || undefined);
          }}
          data={[
            { value: "", label: connection !== undefined && tables.isLoading ? "Reading the tables…" : "Choose…" },
            ...(newTable === undefined || !tables.data ? [] : [{ value: makeOne, label: "A new table…" }]),
            ...names.map((name) => ({ value: name, label: name })),
          ]}
        />
      )}
      {making && (
        <TextInput
          key={table}
          label="Name of the new table"
          size="sm"
          defaultValue={table}
          onBlur={(event) => onChange(connection, event.currentTarget.value.trim() || table)}
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

type RestProps = { left: TableEnd; right: TableEnd; onPlanned: (run: number) => void };

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
  const firstTitle = left.table === right.table ? left.table : `${left.table} and ${right.table}`;
  const problems = draftProblems(draft);
  const match = matchOf(draft);

  return (
    <CreateForm
      {...{ left, right, firstTitle, problems, onPlanned }}
      number={4}
      definition={() => ({
        left,
        right,
        direction: draft.direction,
        ...(match && { match }),
        fields: fieldsOf(draft, rules.onConflict),
        on_missing: { left: { policy: rules.onMissingLeft }, right: { policy: rules.onMissingRight } },
      })}
    >
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
    </CreateForm>
  );
}
