import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Change, ChangeKind, ChangeStatus, FieldChange, Run } from "../../api/model";
import { type ChangeFilter, changesQuery, isActive } from "../../api/runs";
import { FilterLine } from "../../part/filter-line";
import { count, counted, valueText } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { EmptyRegion, FailedRegion } from "../../part/notice";
import { SearchBox } from "../../part/search-box";
import { SkeletonRows } from "../../part/skeleton-rows";
import { changeKinds, changeStatuses, changeStatusWord, kindWord } from "../../part/status";
import table from "../../part/table.module.css";
import css from "./change-table.module.css";
import page from "./run-page.module.css";

const kinds: ReadonlyArray<{ value: ChangeKind | undefined; word: string }> = [
  { value: undefined, word: "All kinds" },
  ...changeKinds.map((kind) => ({ value: kind, word: kindWord(kind) })),
];
const statuses: ReadonlyArray<{ value: ChangeStatus | undefined; word: string }> = [
  { value: undefined, word: "Any status" },
  ...changeStatuses.map((status) => ({ value: status, word: changeStatusWord(status) })),
];

type Props = { run: Run; filter: ChangeFilter; onFilter: (change: ChangeFilter) => void };

/** The plan, row by row: each field as it was and as it becomes. */
export function ChangeTable({ run, filter, onFilter }: Props) {
  const query = useInfiniteQuery({ ...changesQuery(run.id, filter), placeholderData: (previous) => previous });
  const changes = query.data?.pages.flatMap((part) => part.items) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  const filtered = Boolean(filter.kind || filter.status || filter.q);
  const future = run.dryRun || run.status === "held";
  return (
    <section className={page.section} aria-labelledby="changes">
      <div className={page.sectionHead}>
        <h2 id="changes">{future ? "Planned changes" : "Changes"}</h2>
        {query.data && <p className="second">{filtered ? `${count(total)} match` : counted(total, "change")}</p>}
        <span className={css.search}>
          <SearchBox label="Filter by row" value={filter.q} onSettle={(q) => onFilter({ q })} />
        </span>
      </div>
      <div className={css.filters}>
        <FilterLine label="Changes by kind" param="kind" choices={kinds} />
        <FilterLine label="Changes by status" param="status" choices={statuses} />
      </div>
      {query.isError && !query.data ? (
        <FailedRegion what="The changes" problem={query.error} onRetry={() => query.refetch()} />
      ) : query.data && changes.length === 0 ? (
        <NoChanges run={run} filtered={filtered} />
      ) : (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">Changes of run {run.id}, field by field</caption>
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Change</th>
              <th scope="col">Field</th>
              <th scope="col">{future ? "Now" : "Before"}</th>
              <th scope="col">{future ? "Would become" : "After"}</th>
            </tr>
          </thead>
          {query.isPending ? (
            <SkeletonRows columns={5} what="the changes" />
          ) : (
            changes.map((change) => <ChangeRows key={change.id} change={change} />)
          )}
        </table>
      )}
      {changes.length > 0 && (
        <LoadMore query={query} shown={`${count(changes.length)} of ${counted(total, "change")} shown`} />
      )}
    </section>
  );
}

function ChangeRows({ change }: { change: Change }) {
  const [first, ...rest] = change.fields;
  const span = Math.max(1, change.fields.length) + 1;
  return (
    <tbody className={css.change} data-status={change.status}>
      <tr>
        <th scope="rowgroup" rowSpan={span} className={css.row}>
          <span className="mono">{change.row}</span>
          <span className={css.under}>{change.table}</span>
        </th>
        <td rowSpan={span} className={css.kind}>
          <span className={css.what} data-kind={change.kind}>
            <span className={css.sign} aria-hidden="true">
              {signs[change.kind]}
            </span>
            {kindWord(change.kind)}
          </span>
          {change.status !== "done" && (
            <span className={css.status} data-status={change.status}>
              {changeStatusWord(change.status)}
            </span>
          )}
        </td>
        {first ? <FieldCells field={first} kind={change.kind} /> : <td colSpan={3} />}
      </tr>
      {rest.map((field) => (
        <tr key={field.field}>
          <FieldCells field={field} kind={change.kind} />
        </tr>
      ))}
      <tr className={css.why}>
        <td colSpan={3}>
          {change.reason}
          {change.problem && <span className={css.problem}>{change.problem}</span>}
        </td>
      </tr>
    </tbody>
  );
}

const signs: Record<ChangeKind, string> = { create: "+", update: "~", delete: "−" };

function FieldCells({ field, kind }: { field: FieldChange; kind: ChangeKind }) {
  return (
    <>
      <td className={css.field}>
        <code>{field.field}</code>
      </td>
      <td className={css.before}>{kind !== "create" && <Value value={field.before} as="del" />}</td>
      <td className={css.after}>{kind !== "delete" && <Value value={field.after} as="ins" />}</td>
    </>
  );
}

function Value({ value, as: Tag }: { value: unknown; as: "ins" | "del" }) {
  if (value === null || value === undefined) return <span className={css.none}>empty</span>;
  const text = valueText(value);
  return <Tag className={css.value}>{text === "" ? "“”" : text}</Tag>;
}

function NoChanges({ run, filtered }: { run: Run; filtered: boolean }) {
  if (!filtered) {
    return (
      <EmptyRegion head={isActive(run) ? "No change planned yet" : "Nothing to change: both sides already agree"} />
    );
  }
  return (
    <EmptyRegion head="No change matches this filter">
      <Link to="/runs/$id" params={{ id: String(run.id) }} hash="changes" className="pressable">
        Clear filter
      </Link>
    </EmptyRegion>
  );
}
