import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { isMissing } from "../../api/ask";
import { ApiProblem } from "../../api/client";
import { rowQuery, useRowVerb } from "../../api/conflicts";
import { mayOperate } from "../../api/me";
import type { Me, RowPassport, RowSide, Sync } from "../../api/model";
import { counted, exactTime } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { Moment } from "../../part/moment";
import { EmptyRegion, FailedRegion, problemSentence, StaleNote } from "../../part/notice";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import { ValueText } from "../../part/value-text";
import { RowHistory } from "./row-history";
import css from "./row-page.module.css";

export type RowSearch = { row?: string | undefined; side?: "left" | "right" | undefined };
type Props = {
  sync: Sync;
  me: Me;
  search: RowSearch;
  onSearch: (search: RowSearch) => void;
  onStarted: (run: number) => void;
};

/** Did this row go over, and why not? Everything that was ever seen, decided, written or skipped for it. */
export function RowPage({ sync, me, search, onSearch, onStarted }: Props) {
  return (
    <>
      <RowSearchForm key={search.row} row={search.row} onSearch={onSearch} />
      {search.row === undefined ? (
        <EmptyRegion head="Which row?">
          <p>
            {`Write a row's key or id as one of the two tables has it. You will see what was read of it, when it was written, by which run and why, also when nothing happened.`}
          </p>
        </EmptyRegion>
      ) : (
        <Passport
          key={`${search.row}:${search.side}`}
          {...{ sync, me, onSearch, onStarted }}
          row={search.row}
          side={search.side}
        />
      )}
    </>
  );
}

function RowSearchForm({ row, onSearch }: { row: string | undefined; onSearch: (search: RowSearch) => void }) {
  const [text, setText] = useState(row ?? "");
  return (
    <form
      className={css.search}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch({ row: text.trim() || undefined });
      }}
    >
      <TextInput
        label="Row's key or id"
        size="sm"
        value={text}
        data-filter=""
        className={css.key}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" size="sm">
        Show the row
      </Button>
    </form>
  );
}

type PassportProps = Omit<Props, "search"> & { row: string; side: "left" | "right" | undefined };

function Passport({ sync, me, row, side, onSearch, onStarted }: PassportProps) {
  const query = useInfiniteQuery(rowQuery(sync.name, row, side));
  if (query.isPending) return <p className="second">Reading the row…</p>;
  const passport = query.data?.pages[0];
  if (!passport) {
    if (isMissing(query.error)) return <NotSeen sync={sync} row={row} />;
    if (query.error instanceof ApiProblem && query.error.code === "which_side") {
      return <WhichSide sentence={query.error.message} row={row} onSearch={onSearch} />;
    }
    return <FailedRegion what="The row" problem={query.error ?? new Error()} onRetry={() => query.refetch()} />;
  }
  const history = (query.data?.pages ?? []).flatMap((page) => page.history);
  const may = mayOperate(me);
  return (
    <>
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      <section aria-label="How it stands" className={css.standing}>
        <p className={css.sentence}>
          <span className={css.word} data-standing={passport.standing}>
            {standings[passport.standing] ?? passport.standing}
          </span>
          <span>{standingSentence(passport)}</span>
        </p>
        {passport.paused && <PausedWords paused={passport.paused} />}
        {passport.conflicts.length > 0 && (
          <p>
            <Link to="/conflicts" search={{ sync: sync.name, at: passport.conflicts[0]?.id }} className="pressable">
              {`Decide ${counted(passport.conflicts.length, "conflict")}`}
            </Link>
          </p>
        )}
        {may && sync.direction === "both" && <RowVerbs sync={sync} row={row} side={side} passport={passport} />}
      </section>
      <SideTable passport={passport} sync={sync} />
      <RowHistory
        sync={sync}
        row={row}
        history={history}
        may={may}
        onStarted={onStarted}
        more={<LoadMore query={query} shown={counted(history.length, "entry", "entries")} />}
      />
    </>
  );
}

const standings: Record<string, string> = {
  open: "In both",
  archived: "Archived",
  left_only: "Only on the left",
  right_only: "Only on the right",
  paused: "Paused",
  gone: "Gone",
  closed: "Closed",
};

function standingSentence({ standing, waits, left, right, conflicts }: RowPassport): string {
  const refused = left.refused ?? right.refused;
  if (refused) return refused;
  if (standing === "gone") return "Both sides have deleted it.";
  if (standing === "closed") return "It is not kept in agreement any more.";
  if (conflicts.length > 0) return `${counted(conflicts.length, "field waits", "fields wait")} for somebody to decide.`;
  return waits ? "The two may not agree; the next run looks at it." : "Both sides agree.";
}

function PausedWords({ paused }: { paused: NonNullable<RowPassport["paused"]> }) {
  const now = useNow();
  return (
    <p>
      {`Paused${paused.by ? ` by ${paused.by}` : ""} `}
      {paused.at && <Moment at={paused.at} now={now} />}
      {paused.reason ? `: ${paused.reason}` : "."}
    </p>
  );
}

type VerbsProps = { sync: Sync; row: string; side: "left" | "right" | undefined; passport: RowPassport };

function RowVerbs({ sync, row, side, passport }: VerbsProps) {
  const pause = useRowVerb("pause");
  const resume = useRowVerb("resume");
  if (passport.standing === "gone" || passport.standing === "closed") return null;
  const problem = pause.error ?? resume.error;
  const name = { sync: sync.name, row, ...(side && { side }) };
  return (
    <div className={css.verbs}>
      {passport.standing === "paused" ? (
        <Button size="xs" variant="default" loading={resume.isPending} onClick={() => resume.mutate(name)}>
          Resume this row
        </Button>
      ) : (
        <Button size="xs" variant="default" loading={pause.isPending} onClick={() => pause.mutate(name)}>
          Pause this row
        </Button>
      )}
      {problem && (
        <span role="alert" className={css.problem}>
          {problemSentence(problem)}
        </span>
      )}
    </div>
  );
}

/** What each side says now beside what both said when they last agreed; where a side moved on, the old is struck. */
function SideTable({ passport, sync }: { passport: RowPassport; sync: Sync }) {
  const { left, right, base } = passport;
  const lines = byName(left, right);
  return (
    <section className={css.section} aria-labelledby="row-sides">
      <h2 id="row-sides">Both sides</h2>
      <table className={`${table.table} ${css.sides}`}>
        <caption className="hidden-words">The row's fields as last seen on each side</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">
              <SideHead word={`${sync.left.connection} ${sync.left.table}`} side={left} />
            </th>
            <th scope="col">
              <SideHead word={`${sync.right.connection} ${sync.right.table}`} side={right} />
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, leftField, rightField }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{leftField !== undefined && <Seen field={leftField} side={left} base={base?.left} />}</td>
              <td>{rightField !== undefined && <Seen field={rightField} side={right} base={base?.right} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Line = { name: string; leftField?: string; rightField?: string };

/** The fields as people call them, those of one name in one line. Two of one side that share a name keep their ids. */
function byName(left: RowSide, right: RowSide): Line[] {
  const lines = new Map<string, Line>();
  const add = (side: RowSide, place: "leftField" | "rightField") => {
    for (const field of Object.keys(side.seen)) {
      const called = side.names[field] ?? field;
      const name = lines.get(called)?.[place] === undefined ? called : `${called} (${field})`;
      lines.set(name, { ...lines.get(name), name, [place]: field });
    }
  };
  add(left, "leftField");
  add(right, "rightField");
  return [...lines.values()].sort((a, b) => a.name.localeCompare(b.name));
}

const presences: Record<string, string> = {
  there: "there",
  never: "never there",
  missing: "missing, not proved to be gone",
  gone: "gone",
  away: "outside the filter or view",
  typed: "there, without an id of its own yet",
};

function SideHead({ word, side }: { word: string; side: RowSide }) {
  return (
    <>
      {word}
      <span className={css.under}>
        {side.row && <code>{side.row}</code>} {presences[side.presence] ?? side.presence}
        {side.proof && `, ${side.proof}`}
        {side.changedAt && (
          <>
            {", changed "}
            <time dateTime={side.changedAt}>{exactTime(side.changedAt)}</time>
          </>
        )}
      </span>
    </>
  );
}

type SeenProps = { field: string; side: RowSide; base: Record<string, unknown> | undefined };

function Seen({ field, side, base }: SeenProps): ReactNode {
  if (!(field in side.seen)) return null;
  const value = side.seen[field];
  const before = base?.[field];
  const moved = base !== undefined && JSON.stringify(before ?? null) !== JSON.stringify(value ?? null);
  return moved ? (
    <>
      <ValueText value={before} as="del" /> <ValueText value={value} as="ins" />
    </>
  ) : (
    <ValueText value={value} />
  );
}

function NotSeen({ sync, row }: { sync: Sync; row: string }) {
  return (
    <EmptyRegion head={`No run of ${sync.title} has seen a row “${row}”`}>
      <p>
        Look whether the key is written exactly as in the table. A row behind a filter or view of the table is not read,
        and what is older than the history that the server keeps is not known any more.
      </p>
    </EmptyRegion>
  );
}

type WhichProps = { sentence: string; row: string; onSearch: (search: RowSearch) => void };

function WhichSide({ sentence, row, onSearch }: WhichProps) {
  return (
    <EmptyRegion head={sentence}>
      <p className={css.verbs}>
        <Button size="xs" variant="default" onClick={() => onSearch({ row, side: "left" })}>
          The left row
        </Button>
        <Button size="xs" variant="default" onClick={() => onSearch({ row, side: "right" })}>
          The right row
        </Button>
      </p>
    </EmptyRegion>
  );
}
