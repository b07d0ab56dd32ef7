import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Workspace } from "../../api/model";
import { exactTime } from "../../part/format";
import { FailedRegion, StaleNote } from "../../part/notice";
import { beside, fieldProblem, ProblemLine } from "../../part/problem-line";
import { SkeletonRows } from "../../part/skeleton-rows";
import table from "../../part/table.module.css";
import css from "./settings.module.css";
import {
  useCreateWorkspace,
  useEnterWorkspace,
  useJoinWorkspace,
  useRenameWorkspace,
  workspacesQuery,
} from "./workspaces";

/** All workspaces of the server, for its owner: made, renamed, joined, entered. */
export function WorkspaceList({ onIn }: { onIn: () => void }) {
  const query = useQuery(workspacesQuery(true));
  const workspaces = query.data ?? [];
  return (
    <section className={css.section} aria-labelledby="workspaces-head">
      <h2 id="workspaces-head">Workspaces of this server</h2>
      <p className={css.lead}>
        You see this as an owner of the server. What is in a workspace is seen only by its own people.
      </p>
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.isError && !query.data ? (
        <FailedRegion what="The workspaces" problem={query.error} onRetry={() => query.refetch()} />
      ) : (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">Workspaces of this server and what you are in each</caption>
          <thead>
            <tr>
              <th scope="col">Workspace</th>
              <th scope="col">Your role</th>
              <th scope="col">Made</th>
              <th scope="col" className={css.verbs}>
                <span className="hidden-words">Actions</span>
              </th>
            </tr>
          </thead>
          {query.isPending ? (
            <SkeletonRows rows={2} columns={4} what="the workspaces" />
          ) : (
            <tbody>
              {workspaces.map((workspace) => (
                <Row key={workspace.id} workspace={workspace} onIn={onIn} />
              ))}
            </tbody>
          )}
        </table>
      )}
      <Create />
    </section>
  );
}

function Row({ workspace, onIn }: { workspace: Workspace; onIn: () => void }) {
  const { id, name, role, current, createdAt } = workspace;
  const [renaming, setRenaming] = useState(false);
  const join = useJoinWorkspace();
  const enter = useEnterWorkspace(onIn);
  return (
    <tr>
      <th scope="row">
        {renaming ? (
          <Rename workspace={workspace} onDone={() => setRenaming(false)} />
        ) : (
          <>
            {name}
            {current && <span className={css.mark}>you are here</span>}
          </>
        )}
        <ProblemLine problem={join.error ?? enter.error} />
      </th>
      <td data-label="your role">{role ?? <span className="pale">none</span>}</td>
      <td className={css.when} data-label="made">
        {exactTime(createdAt)}
      </td>
      <td className={css.verbs}>
        <span>
          {!renaming && (
            <Button size="xs" variant="default" aria-label={`Rename ${name}`} onClick={() => setRenaming(true)}>
              Rename
            </Button>
          )}
          {role === null && (
            <Button
              size="xs"
              variant="default"
              aria-label={`Join ${name} as its admin`}
              loading={join.isPending}
              onClick={() => join.mutate(id)}
            >
              Join as admin
            </Button>
          )}
          {role !== null && !current && (
            <Button
              size="xs"
              variant="default"
              aria-label={`Go to ${name}`}
              loading={enter.isPending}
              onClick={() => enter.mutate(id)}
            >
              Go there
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}

function Rename({ workspace, onDone }: { workspace: Workspace; onDone: () => void }) {
  const rename = useRenameWorkspace();
  const [name, setName] = useState(workspace.name);

  function submit(event: FormEvent) {
    event.preventDefault();
    rename.mutate({ id: workspace.id, name: name.trim() }, { onSuccess: onDone });
  }

  return (
    <form className={css.row} onSubmit={submit}>
      <TextInput
        aria-label={`New name of ${workspace.name}`}
        size="xs"
        required
        autoFocus
        value={name}
        error={fieldProblem(rename.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && onDone()}
      />
      <Button type="submit" size="xs" loading={rename.isPending}>
        Save the name
      </Button>
      <Button size="xs" variant="default" onClick={onDone}>
        Cancel
      </Button>
      <ProblemLine problem={beside(rename.error, ["name"])} />
    </form>
  );
}

function Create() {
  const create = useCreateWorkspace();
  const [name, setName] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    create.mutate(name.trim(), { onSuccess: () => setName("") });
  }

  return (
    <>
      <form className={css.row} onSubmit={submit}>
        <TextInput
          className={css.wide}
          label="A new workspace"
          placeholder="Its name"
          size="sm"
          required
          withAsterisk={false}
          autoComplete="off"
          value={name}
          error={fieldProblem(create.error, "name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" loading={create.isPending}>
          Create the workspace
        </Button>
      </form>
      <ProblemLine problem={beside(create.error, ["name"])} />
    </>
  );
}
