import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { type ConflictFilter, conflictsQuery, lastSettledQuery } from "../../api/conflicts";
import { mayOperate } from "../../api/me";
import type { Conflict, ConflictState, Me } from "../../api/model";
import { useSyncTitle } from "../../api/syncs";
import { FilterLine } from "../../part/filter-line";
import { count, counted, exactTime, valueText } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { Moment } from "../../part/moment";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { SkeletonRows } from "../../part/skeleton-rows";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./conflict-page.module.css";
import { ConflictResolver } from "./conflict-resolver";
import { fieldName, rowName } from "./conflict-words";

export type ConflictSearch = ConflictFilter & { at?: number | undefined };
type Props = { me: Me; filter: ConflictSearch; onFilter: (change: ConflictSearch) => void };

const states: ReadonlyArray<{ value: ConflictState | undefined; word: string }> = [
  { value: undefined, word: "Open" },
  { value: "decided", word: "Decided" },
  { value: "settled", word: "Settled" },
];

/** Both sides changed the same field to different values: a person says which one stays, one by one or all alike. */
export function ConflictPage({ me, filter, onFilter }: Props) {
  const { sync, field, state } = filter;
  const query = useInfiniteQuery({ ...conflictsQuery({ sync, field, state }), placeholderData: (before) => before });
  const titleOf = useSyncTitle();
  const found = query.data?.pages.flatMap((page) => page.items) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  const chosen = found.find((one) => one.id === filter.at) ?? found[0];
  const position = chosen ? found.indexOf(chosen) : -1;
  const next = found[position + 1] ?? (position > 0 ? found[0] : undefined);
  return (
    <>
      <PageHead
        title={sync ? `Conflicts of ${titleOf(sync)}` : "Conflicts"}
        summary={query.data && summary(total, state)}
      />
      <div className={css.filters}>
        <FilterLine label="Conflicts by state" param="state" choices={states} />
        {(sync || field) && (
          <Link to="/conflicts" search={{ state }} className="pressable">
            {field ? `Show all fields, not only “${field}”` : "Show all syncs"}
          </Link>
        )}
      </div>
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.isError && !query.data ? (
        <FailedRegion what="The conflicts" problem={query.error} onRetry={() => query.refetch()} />
      ) : query.data && !chosen ? (
        <NoConflicts filter={filter} />
      ) : (
        <div className={css.desk}>
          <div className={css.list}>
            <ConflictTable conflicts={found} chosen={chosen} pending={query.isPending} titleOf={titleOf} />
            {found.length > 0 && (
              <LoadMore query={query} shown={`${count(found.length)} of ${counted(total, "conflict")} shown`} />
            )}
          </div>
          {chosen && (
            <ConflictResolver
              key={chosen.id}
              conflict={chosen}
              title={titleOf(chosen.sync)}
              may={mayOperate(me)}
              onNext={next && (() => onFilter({ at: next.id }))}
            />
          )}
        </div>
      )}
    </>
  );
}

function summary(total: number, state: ConflictState | undefined): string {
  if (state === "decided") return `${counted(total, "conflict")} decided, for the next run to carry out`;
  if (state === "settled") return `${counted(total, "conflict")} settled`;
  return total === 0 ? "" : `${counted(total, "field")} frozen until somebody decides`;
}

type TableProps = {
  conflicts: readonly Conflict[];
  chosen: Conflict | undefined;
  pending: boolean;
  titleOf: (name: string) => string;
};

function ConflictTable({ conflicts, chosen, pending, titleOf }: TableProps) {
  const now = useNow();
  return (
    <table className={`${table.table} ${css.table}`}>
      <caption className="hidden-words">Conflicts, by sync</caption>
      <thead>
        <tr>
          <th scope="col">Field and row</th>
          <th scope="col">Left says</th>
          <th scope="col">Right says</th>
          <th scope="col">Found</th>
        </tr>
      </thead>
      {pending ? (
        <SkeletonRows columns={4} what="the conflicts" />
      ) : (
        grouped(conflicts).map(([sync, of]) => (
          <tbody key={sync} className={css.group}>
            <tr className={css.groupHead}>
              <th scope="rowgroup" colSpan={4}>
                {titleOf(sync)} <span className="second">{counted(of.length, "conflict")}</span>
              </th>
            </tr>
            {of.map((conflict) => (
              <ConflictRow key={conflict.id} conflict={conflict} chosen={conflict === chosen} now={now} />
            ))}
          </tbody>
        ))
      )}
    </table>
  );
}

function ConflictRow({ conflict, chosen, now }: { conflict: Conflict; chosen: boolean; now: number }) {
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <tr ref={row} data-chosen={chosen || undefined}>
      <th scope="row" className={css.what}>
        <Link
          from="/conflicts"
          to="."
          search={(old) => ({ ...old, at: conflict.id })}
          resetScroll={false}
          className={css.link}
          aria-current={chosen || undefined}
          data-row-link=""
        >
          <span className="mono">{fieldName(conflict)}</span>
          <span className={css.under}>{rowName(conflict)}</span>
        </Link>
      </th>
      <td className={css.value}>{valueText(conflict.left) || <span className="pale">empty</span>}</td>
      <td className={css.value}>{valueText(conflict.right) || <span className="pale">empty</span>}</td>
      <td className={css.when} title={exactTime(conflict.openedAt)}>
        <Moment at={conflict.openedAt} now={now} />
      </td>
    </tr>
  );
}

function grouped(conflicts: readonly Conflict[]): [string, Conflict[]][] {
  const groups = new Map<string, Conflict[]>();
  for (const conflict of conflicts) {
    const of = groups.get(conflict.sync);
    if (of) of.push(conflict);
    else groups.set(conflict.sync, [conflict]);
  }
  return [...groups];
}

function NoConflicts({ filter }: { filter: ConflictSearch }) {
  const { data: last } = useQuery(lastSettledQuery);
  if (filter.state || filter.sync || filter.field) {
    return (
      <EmptyRegion head={`No ${filter.state ?? "open"} conflict matches this filter`}>
        <Link to="/conflicts" className="pressable">
          Clear filter
        </Link>
      </EmptyRegion>
    );
  }
  return (
    <EmptyRegion head={last ? `No conflict since ${exactTime(last.openedAt)}` : "No conflict yet"}>
      <p>
        A conflict is a field that both sides changed to different values since they last agreed. What happens then is
        the policy of each sync; where it says that people decide, the field waits here and nothing is overwritten.
      </p>
    </EmptyRegion>
  );
}
