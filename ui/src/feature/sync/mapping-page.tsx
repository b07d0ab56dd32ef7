import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../../api/client";
import { proposalQuery } from "../../api/connections";
import type { Definition, Me, Sync } from "../../api/model";
import { FailedRegion, problemSentence } from "../../part/notice";
import { definitionQuery, useChangeDefinition } from "./definitions";
import { type Draft, draftOfDefinition, draftProblems, fieldsOf, matchOf } from "./mapping-draft";
import { MappingEditor } from "./mapping-editor";
import css from "./mapping-page.module.css";

/** How the fields of the two tables are bound; a draft until it is saved. */
export function MappingPage({ sync, me }: { sync: Sync; me: Me }) {
  const query = useQuery(definitionQuery(sync.name));
  const [editing, setEditing] = useState(false);
  if (query.isPending) return <p className="second">Reading the mapping…</p>;
  if (!query.data) {
    return <FailedRegion what="The mapping" problem={query.error} onRetry={() => query.refetch()} />;
  }
  const { fromPage } = query.data;
  if (editing) return <Edit sync={sync} stored={query.data} onDone={() => setEditing(false)} />;
  return (
    <>
      <MappingEditor
        draft={draftOfDefinition(query.data.definition, undefined)}
        proposal={undefined}
        leftName={`${sync.left.connection} ${sync.left.table}`}
        rightName={`${sync.right.connection} ${sync.right.table}`}
      />
      <p className={css.foot}>
        {me.role !== "admin" ? (
          <span className="second">An admin can change it.</span>
        ) : fromPage ? (
          <Button size="sm" variant="default" onClick={() => setEditing(true)}>
            Edit the mapping
          </Button>
        ) : (
          <span className="second">
            This sync is written in <code>tallystick.yaml</code> and is changed there.
          </span>
        )}
      </p>
    </>
  );
}

function Edit({ sync, stored, onDone }: { sync: Sync; stored: Definition; onDone: () => void }) {
  const { left, right } = sync;
  const proposal = useQuery(
    proposalQuery(
      { connection: left.connection, table: left.table },
      { connection: right.connection, table: right.table },
    ),
  );
  if (proposal.isPending) return <p className="second">Reading the fields of both tables…</p>;
  return (
    <>
      {proposal.error && (
        <p className={css.problem} role="alert">
          {`${problemSentence(proposal.error)} What is bound already can still be changed.`}
        </p>
      )}
      <Drafted
        sync={sync}
        stored={stored}
        proposal={proposal.data}
        first={draftOfDefinition(stored.definition, proposal.data)}
        onDone={onDone}
      />
    </>
  );
}

type DraftedProps = {
  sync: Sync;
  stored: Definition;
  proposal: Parameters<typeof MappingEditor>[0]["proposal"];
  first: Draft;
  onDone: () => void;
};

function Drafted({ sync, stored, proposal, first, onDone }: DraftedProps) {
  const [draft, setDraft] = useState(first);
  const save = useChangeDefinition(sync.name);
  const errors = save.error instanceof ApiProblem ? save.error.errors : [];
  const match = matchOf(draft);
  const { match: _old, ...rest } = stored.definition;
  return (
    <>
      <MappingEditor
        draft={draft}
        proposal={proposal}
        leftName={`${sync.left.connection} ${sync.left.table}`}
        rightName={`${sync.right.connection} ${sync.right.table}`}
        onChange={setDraft}
      />
      {save.error && (
        <div role="alert" className={css.problem}>
          {errors.length > 0 ? errors.map(({ detail }) => <p key={detail}>{detail}</p>) : problemSentence(save.error)}
        </div>
      )}
      <p className={css.foot}>
        <Button
          size="sm"
          loading={save.isPending}
          disabled={draftProblems(draft).length > 0}
          onClick={() =>
            save.mutate(
              {
                revision: stored.revision,
                definition: { ...rest, ...(match && { match }), fields: fieldsOf(draft) },
              },
              { onSuccess: onDone },
            )
          }
        >
          Save the mapping
        </Button>
        <Button size="sm" variant="default" onClick={onDone}>
          Discard the draft
        </Button>
        <span className="second">The next run plans with it.</span>
      </p>
    </>
  );
}
