import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { connectionsQuery } from "../../api/connections";
import type { Connection, Me } from "../../api/model";
import { counted } from "../../part/format";
import { Moment } from "../../part/moment";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { Rehearsal } from "../../part/rehearsal";
import { SkeletonRows } from "../../part/skeleton-rows";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./connection-list.module.css";
import { ReachMark, reachOf } from "./reach-mark";

/** Every system that is reached, whether it answers, and what it is used for. */
export function ConnectionList({ me }: { me: Me }) {
  const query = useQuery(connectionsQuery);
  const now = useNow();
  const connections = query.data ?? [];
  const mayAdd = me.role === "admin";
  return (
    <>
      <PageHead title="Connections" summary={query.data && summary(connections)}>
        {mayAdd && (
          <Button size="sm" renderRoot={(props) => <Link to="/create-connection" {...props} />}>
            Add a connection
          </Button>
        )}
      </PageHead>
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.isError && !query.data ? (
        <FailedRegion what="The connections" problem={query.error} onRetry={() => query.refetch()} />
      ) : query.data && connections.length === 0 ? (
        <EmptyRegion head="No connection yet">
          <p>
            A connection is a system with the credential to reach it: a base, a spreadsheet, a database, a partner's
            API. {mayAdd ? "Add two and pair their tables." : "An admin of this workspace can add one."}
          </p>
        </EmptyRegion>
      ) : (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">Connections, how they answer, and what uses them</caption>
          <thead>
            <tr>
              <th scope="col">Connection</th>
              <th scope="col">Answers</th>
              <th scope="col">Looked at</th>
              <th scope="col">Used by</th>
            </tr>
          </thead>
          {query.isPending ? (
            <SkeletonRows columns={4} what="the connections" />
          ) : (
            <tbody>
              {connections.map((connection) => (
                <Row key={connection.name} connection={connection} now={now} />
              ))}
            </tbody>
          )}
        </table>
      )}
    </>
  );
}

function summary(connections: readonly Connection[]): string {
  if (connections.length === 0) return "";
  const bad = connections.filter((one) => reachOf(one) === "bad").length;
  return bad === 0
    ? `${counted(connections.length, "connection")}, none in trouble`
    : `${counted(connections.length, "connection")}, ${bad} in trouble`;
}

function Row({ connection, now }: { connection: Connection; now: number }) {
  const { lastCheck, usedBy } = connection;
  return (
    <tr>
      <th scope="row">
        <Link
          to="/connections/$name"
          params={{ name: connection.name }}
          className={css.link}
          data-row-link=""
          data-error={reachOf(connection) === "bad" ? "" : undefined}
        >
          {connection.title}
        </Link>{" "}
        {connection.rehearsal && <Rehearsal />}
        <span className={css.under}>{`${connection.connector} · ${connection.name}`}</span>
      </th>
      <td>
        <ReachMark connection={connection} />
        {(connection.signIn?.sentence ?? lastCheck?.detail) && (
          <span className={css.why}>{connection.signIn?.sentence ?? lastCheck?.detail}</span>
        )}
      </td>
      <td className={css.when}>
        {lastCheck?.checkedAt ? <Moment at={lastCheck.checkedAt} now={now} /> : <span className="pale">not yet</span>}
      </td>
      <td>{usedBy.length === 0 ? <span className="pale">nothing yet</span> : <UsedBy names={usedBy} />}</td>
    </tr>
  );
}

const shown = 4;

export function UsedBy({ names }: { names: readonly string[] }) {
  return (
    <span className={css.used}>
      {names.slice(0, shown).map((name) => (
        <Link key={name} to="/syncs/$name" params={{ name }} className="pressable">
          {name}
        </Link>
      ))}
      {names.length > shown && <span className="second">{`and ${counted(names.length - shown, "more", "more")}`}</span>}
    </span>
  );
}
