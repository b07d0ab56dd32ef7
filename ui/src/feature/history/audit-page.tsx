import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { given } from "../../api/ask";
import { type AuditFilter, auditQuery } from "../../api/audit";
import type { AuditEntry, Me } from "../../api/model";
import { FilterLine } from "../../part/filter-line";
import { counted, exactTime } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { Moment } from "../../part/moment";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { SearchBox } from "../../part/search-box";
import { SkeletonRows } from "../../part/skeleton-rows";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./audit-page.module.css";

const kinds = [
  { value: undefined, word: "All" },
  { value: "sync.", word: "Syncs" },
  { value: "run.", word: "Runs" },
  { value: "conflict.", word: "Conflicts" },
  { value: "row.", word: "Rows" },
  { value: "connection.", word: "Connections" },
  { value: "schedule.", word: "Schedules" },
  { value: "config.", word: "Configuration" },
];

type Props = { me: Me; filter: AuditFilter; onFilter: (change: AuditFilter) => void };

/** Who did what, when, to what; nothing in it can be changed, and its order is proved by a chain of hashes. */
export function AuditPage({ me, filter, onFilter }: Props) {
  const query = useInfiniteQuery({ ...auditQuery(filter), placeholderData: (before) => before });
  const now = useNow();
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Boolean(filter.actor || filter.action || filter.object);
  return (
    <>
      <PageHead
        title="Audit trail"
        summary={me.role === "admin" ? undefined : "Your own entries; admins see everybody's."}
      >
        <a className="pressable" href={exportAddress(filter, "csv")} download="">
          Export as CSV
        </a>
        <a className="pressable" href={exportAddress(filter, "json")} download="">
          as JSON
        </a>
        <SearchBox label="Filter by person" value={filter.actor} onSettle={(actor) => onFilter({ actor })} />
      </PageHead>
      <FilterLine label="Entries by kind" param="action" choices={kinds} />
      {filter.object && (
        <p className={css.object}>
          Only <code>{filter.object}</code>.{" "}
          <Link to="/audit" search={{ ...filter, object: undefined }} className="pressable">
            Show all objects
          </Link>
        </p>
      )}
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.isError && !query.data ? (
        <FailedRegion what="The audit trail" problem={query.error} onRetry={() => query.refetch()} />
      ) : query.data && entries.length === 0 ? (
        <EmptyRegion head={filtered ? "No entry matches this filter" : "Nothing has been done yet"}>
          {filtered && (
            <Link to="/audit" className="pressable">
              Clear filter
            </Link>
          )}
        </EmptyRegion>
      ) : (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">What people and programs did, newest first</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">Before and after</th>
            </tr>
          </thead>
          {query.isPending ? (
            <SkeletonRows columns={4} what="the audit trail" />
          ) : (
            <tbody>
              {entries.map((entry) => (
                <Entry key={entry.seq} entry={entry} now={now} />
              ))}
            </tbody>
          )}
        </table>
      )}
      {entries.length > 0 && <LoadMore query={query} shown={`${counted(entries.length, "entry", "entries")} shown`} />}
    </>
  );
}

function exportAddress(filter: AuditFilter, format: "csv" | "json"): string {
  return `/api/v1/audit/export?${new URLSearchParams({ ...(given(filter) as Record<string, string>), format })}`;
}

function Entry({ entry, now }: { entry: AuditEntry; now: number }) {
  const details = Object.entries(entry.detail).filter(([, text]) => text !== "");
  return (
    <tr>
      <td className={css.when} title={exactTime(entry.at)}>
        <Moment at={entry.at} now={now} />
      </td>
      <td>
        {entry.actor}
        {entry.address && <span className={css.under}>{entry.address}</span>}
      </td>
      <th scope="row" className={css.what}>
        {entry.action.replaceAll(".", " ").replaceAll("_", " ")}
        <span className={css.under}>
          <ObjectLink object={entry.object} />
        </span>
      </th>
      <td className={css.change}>
        {entry.before && <del>{entry.before}</del>} {entry.after && <ins>{entry.after}</ins>}
        {details.map(([name, text]) => (
          <span key={name} className={css.under}>{`${name.replaceAll("_", " ")}: ${text}`}</span>
        ))}
      </td>
    </tr>
  );
}

/** "run 12" and "sync clients" lead to their pages. */
function ObjectLink({ object }: { object: string }) {
  const [kind, ...rest] = object.split(" ");
  const name = rest.join(" ");
  if (kind === "run" && /^\d+$/.test(name)) {
    return (
      <Link to="/runs/$id" params={{ id: name }} className="pressable">
        {object}
      </Link>
    );
  }
  if (kind === "sync" && name) {
    return (
      <Link to="/syncs/$name" params={{ name }} className="pressable">
        {object}
      </Link>
    );
  }
  return <>{object}</>;
}
