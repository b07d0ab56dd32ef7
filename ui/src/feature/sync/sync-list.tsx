import { Button } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { once } from "../../api/ask";
import { api, unwrap } from "../../api/client";
import { mayOperate } from "../../api/me";
import type { FreshnessState, Me, Sync, SyncPage } from "../../api/model";
import { type SyncFilter, syncsQuery } from "../../api/syncs";
import { BulkBar, type BulkVerb } from "../../part/bulk-bar";
import { FilterLine } from "../../part/filter-line";
import { counted } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { SearchBox } from "../../part/search-box";
import { SkeletonRows } from "../../part/skeleton-rows";
import { Spacer } from "../../part/spacer";
import table from "../../part/table.module.css";
import { TapeHours } from "../../part/tape";
import { useNow } from "../../part/use-now";
import { useWindow } from "../../part/use-window";
import { GroupLines } from "./group-lines";
import css from "./sync-list.module.css";
import { SyncRow } from "./sync-row";

type Props = { me: Me; filter: SyncFilter; onFilter: (change: SyncFilter) => void };

const states: ReadonlyArray<{ value: FreshnessState | undefined; word: string }> = [
  { value: undefined, word: "All" },
  { value: "on_time", word: "On time" },
  { value: "late", word: "Late" },
  { value: "never", word: "Never read" },
  { value: "paused", word: "Paused" },
];

/** Every sync on one clock: is its data fresh, what did it last do, when is it next. */
export function SyncList({ me, filter, onFilter }: Props) {
  const query = useInfiniteQuery({ ...syncsQuery(filter), placeholderData: (previous) => previous });
  const now = useNow();
  const syncs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Boolean(filter.q || filter.state);
  const mayStart = mayOperate(me);
  const columns = mayStart ? 7 : 6;
  const box = useRef<HTMLTableElement>(null);
  const part = useWindow(box, { items: syncs, keyOf, estimate, from: drawnWhole });
  return (
    <>
      <PageHead title="Syncs" summary={query.data && (filtered ? undefined : summary(syncs, query.hasNextPage))}>
        <SearchBox label="Filter syncs" value={filter.q} onSettle={(q) => onFilter({ q })} />
        {me.role === "admin" && (
          <Button size="sm" renderRoot={(props) => <Link to="/create-sync" {...props} />}>
            Create a sync
          </Button>
        )}
      </PageHead>
      <GroupLines me={me} />
      <FilterLine label="Syncs by freshness" param="state" choices={states} />
      {mayStart && query.data?.pages[0] && !query.isPlaceholderData && (
        <ManySyncs filter={filter} of={query.data.pages[0]} />
      )}
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.isError && !query.data ? (
        <FailedRegion what="The syncs" problem={query.error} onRetry={() => query.refetch()} />
      ) : query.data && syncs.length === 0 ? (
        filtered ? (
          <NothingMatches filter={filter} />
        ) : (
          <NoSyncs mayStart={mayStart} />
        )
      ) : (
        <table
          ref={box}
          className={`${table.table} ${css.table}`}
          aria-rowcount={syncs.length > drawnWhole ? (query.data?.pages[0]?.total ?? syncs.length) + 1 : undefined}
        >
          <caption className="hidden-words">Syncs, their last run, last 24 hours, data age and next run</caption>
          <thead>
            <tr>
              <th scope="col" className={css.name}>
                Sync
              </th>
              <th scope="col" className={css.last}>
                Last run
              </th>
              <th scope="col" className={css.tape}>
                <span className="hidden-words">Last 24 hours</span>
                <TapeHours now={now} />
              </th>
              <th scope="col" className={css.age}>
                Data age
              </th>
              <th scope="col" className={css.tally}>
                Rows, last run
              </th>
              <th scope="col" className={css.next}>
                Next run
              </th>
              {mayStart && (
                <th scope="col" className={css.actions}>
                  <span className="hidden-words">Actions</span>
                </th>
              )}
            </tr>
          </thead>
          {query.isPending ? (
            <SkeletonRows columns={columns} what="the syncs" />
          ) : (
            <>
              <Spacer height={part.before} columns={columns} />
              <tbody>
                {part.shown.map((sync) => (
                  <SyncRow key={sync.name} sync={sync} now={now} mayStart={mayStart} measure={part.measure(sync)} />
                ))}
              </tbody>
              <Spacer height={part.after} columns={columns} />
            </>
          )}
        </table>
      )}
      {query.hasNextPage && <LoadMore query={query} shown={`${counted(syncs.length, "sync")} shown`} />}
    </>
  );
}

/** Beyond this many, syncs are drawn a screen at a time: each brings a tape of hundreds of runs. */
const drawnWhole = 60;
const keyOf = (sync: Sync) => sync.name;
/** As a line of the table, and as the block of lines that it is where the table has no room. */
const estimate = () => (window.matchMedia("(max-width: 1239px)").matches ? 190 : 62);

// A press that starts or stops so many is worth a second one.
const large = 10;

/** Runs, pauses or resumes all that the filter means, also those further down than the list has been read. */
function ManySyncs({ filter, of }: { filter: SyncFilter; of: SyncPage }) {
  const client = useQueryClient();
  if (of.total < 2) return null;
  const going = of.total - of.paused;
  const body = (count: number) => ({ q: filter.q ?? null, state: filter.state ?? null, count, reason: "by hand" });
  const verb = (word: string, number: number, send: BulkVerb["send"]): BulkVerb[] => {
    const say = `${word} ${counted(number, "sync")}`;
    return number === 0 ? [] : [{ say, sure: number >= large ? `${say} now` : undefined, send }];
  };
  const verbs = [
    ...verb("Run", going, () =>
      unwrap(api.POST("/api/v1/syncs/run", { body: body(going), headers: once() })).then(({ sentence }) => sentence),
    ),
    ...verb("Pause", going, () =>
      unwrap(api.POST("/api/v1/syncs/pause", { body: body(going), headers: once() })).then(({ sentence }) => sentence),
    ),
    ...verb("Resume", of.paused, () =>
      unwrap(api.POST("/api/v1/syncs/resume", { body: body(of.paused), headers: once() })).then(
        ({ sentence }) => sentence,
      ),
    ),
  ];
  return (
    <BulkBar
      verbs={verbs}
      onSettled={() =>
        Promise.all([
          client.invalidateQueries({ queryKey: ["syncs"] }),
          client.invalidateQueries({ queryKey: ["sync"] }),
          client.invalidateQueries({ queryKey: ["runs"] }),
        ])
      }
    />
  );
}

function summary(syncs: readonly Sync[], more: boolean): string {
  if (syncs.length === 0) return "";
  const of = (state: FreshnessState) => syncs.filter((sync) => sync.freshness.state === state).length;
  const late = of("late") + of("never");
  const held = syncs.filter((sync) => sync.activeRun?.status === "held").length;
  const paused = of("paused");
  const conflicts = syncs.reduce((sum, sync) => sum + sync.conflicts, 0);
  const parts = [`${counted(syncs.length, "sync")}${more ? " so far" : ""}`];
  if (late > 0) parts.push(`${late} late`);
  if (held > 0) parts.push(`${held} held for approval`);
  if (conflicts > 0) parts.push(counted(conflicts, "conflict"));
  if (paused > 0) parts.push(`${paused} paused`);
  return parts.length === 1 && !more ? `${parts[0]}, all on time` : parts.join(", ");
}

function NothingMatches({ filter }: { filter: SyncFilter }) {
  const state = states.find(({ value }) => value === filter.state)?.word.toLowerCase();
  return (
    <EmptyRegion head={filter.q ? `No sync matches “${filter.q}”` : `No sync is ${state}`}>
      {filter.q && filter.state && <p>{`Looked only among those that are ${state}.`}</p>}
      <Link to="/syncs" className="pressable">
        Clear filter
      </Link>
    </EmptyRegion>
  );
}

function NoSyncs({ mayStart }: { mayStart: boolean }) {
  return (
    <EmptyRegion head="No sync yet">
      <p>
        A sync pairs two tables, a left and a right one, and keeps their rows in agreement. It is made on this page, or
        written in the server's tallystick.yaml; then it appears here as soon as the server has read it.
      </p>
      <p>
        {mayStart
          ? "Begin with a dry run: it reads both tables and shows the plan, and nothing is written."
          : "An operator or admin of this workspace can add one."}
      </p>
    </EmptyRegion>
  );
}
