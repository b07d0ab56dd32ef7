import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Change, ChangeKind, ChangeStatus, FieldChange, Run } from "../../api/model";
import { type ChangeFilter, changesQuery, isActive } from "../../api/runs";
import { FilterLine } from "../../part/filter-line";
import { count, counted } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { EmptyRegion, FailedRegion } from "../../part/notice";
import { SearchBox } from "../../part/search-box";
import { SkeletonRows } from "../../part/skeleton-rows";
import { Spacer } from "../../part/spacer";
import { changeKinds, changeStatuses, changeStatusWord, kindWord } from "../../part/status";
import table from "../../part/table.module.css";
import { useWindow } from "../../part/use-window";
import { ValueText } from "../../part/value-text";
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
  const box = useRef<HTMLTableElement>(null);
  const part = useWindow(box, { items: changes, keyOf, estimate, from: drawnWhole });
  const bothWays = run.tally.left !== null;
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
        <table
          ref={box}
          className={`${table.table} ${css.table}`}
          aria-rowcount={changes.length < total ? total : undefined}
        >
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
            <>
              <Spacer height={part.before} columns={5} />
              {part.shown.map((change) => (
                <ChangeRows key={change.id} change={change} bothWays={bothWays} measure={part.measure(change)} />
              ))}
              <Spacer height={part.after} columns={5} />
            </>
          )}
        </table>
      )}
      {changes.length > drawnWhole && <MoreWhenNear query={query} />}
      {changes.length > 0 && (
        <LoadMore query={query} shown={`${count(changes.length)} of ${counted(total, "change")} shown`} />
      )}
    </section>
  );
}

/** A plan of ten thousand changes is drawn a screen at a time. */
const drawnWhole = 150;
const keyOf = (change: Change) => change.id;
const estimate = (change: Change) => 46 + 30 * Math.max(1, change.fields.length);

type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** Brings the next page when the end of the list comes near; the button beneath does the same by hand. */
function MoreWhenNear({ query }: { query: Paged }) {
  const mark = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    const element = mark.current;
    if (!element || !hasNextPage || isFetchingNextPage || !("IntersectionObserver" in window)) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && fetchNextPage(), {
      rootMargin: "1200px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return <div ref={mark} />;
}

type RowsProps = { change: Change; bothWays: boolean; measure: (element: HTMLElement | null) => void };

function ChangeRows({ change, bothWays, measure }: RowsProps) {
  const [first, ...rest] = change.fields;
  const span = Math.max(1, change.fields.length) + 1;
  return (
    <tbody ref={measure} className={css.change} data-status={change.status}>
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
          {bothWays && <span className={css.toSide}>{change.side === "right" ? "to the right" : "to the left"}</span>}
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
      <td className={css.before}>{kind !== "create" && <ValueText value={field.before} as="del" />}</td>
      <td className={css.after}>{kind !== "delete" && <ValueText value={field.after} as="ins" />}</td>
    </>
  );
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
