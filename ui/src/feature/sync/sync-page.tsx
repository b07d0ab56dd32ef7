import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { isMissing } from "../../api/ask";
import { mayOperate } from "../../api/me";
import type { Me, Sync } from "../../api/model";
import { isActive } from "../../api/runs";
import { syncQuery } from "../../api/syncs";
import { AgeBar } from "../../part/age-bar";
import { ConflictMark } from "../../part/conflict-mark";
import { clockOrDay, counted, exactTime } from "../../part/format";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { progressWords } from "../../part/progress";
import { Rehearsal } from "../../part/rehearsal";
import { Route } from "../../part/route-mark";
import { heldWord, lookOf } from "../../part/status";
import { StatusMark } from "../../part/status-mark";
import tab from "../../part/tabs.module.css";
import { useNow } from "../../part/use-now";
import css from "./sync-page.module.css";
import { SyncVerbs } from "./sync-verbs";

type Props = { name: string; me: Me; children: (sync: Sync) => ReactNode };

const tabs = [
  { to: "/syncs/$name", word: "Timeline" },
  { to: "/syncs/$name/rows", word: "Rows" },
  { to: "/syncs/$name/mapping", word: "Mapping" },
  { to: "/syncs/$name/schedule", word: "Schedule" },
  { to: "/syncs/$name/settings", word: "Settings" },
] as const;

/** One sync's life: is it fresh, what is it doing, and five views of it. */
export function SyncPage({ name, me, children }: Props) {
  const query = useQuery(syncQuery(name));
  const sync = query.data;
  if (query.isPending) return <PageHead title={name} summary="Reading…" />;
  if (!sync) {
    return (
      <>
        <PageHead title={name} />
        {isMissing(query.error) ? (
          <EmptyRegion head={`There is no sync “${name}”`}>
            <p>It may have been renamed or removed from the configuration. Its past runs stay in the list of runs.</p>
            <Link to="/syncs" className="pressable">
              Go to the syncs
            </Link>
          </EmptyRegion>
        ) : (
          <FailedRegion what="The sync" problem={query.error ?? new Error()} onRetry={() => query.refetch()} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHead title={sync.title} summary={sync.rehearsal && <Rehearsal />}>
        {mayOperate(me) && <SyncVerbs sync={sync} />}
      </PageHead>
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      <Facts sync={sync} />
      <nav className={tab.tabs} aria-label={`Views of ${sync.title}`}>
        {tabs.map(({ to, word }) => (
          <Link
            key={to}
            to={to}
            params={{ name }}
            className={tab.tab}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {word}
          </Link>
        ))}
      </nav>
      {children(sync)}
    </>
  );
}

function Facts({ sync }: { sync: Sync }) {
  const now = useNow();
  const run = sync.activeRun;
  const next = sync.schedule?.next[0];
  return (
    <div className={css.facts}>
      <p className={css.route}>
        <Route sync={sync} tables />
      </p>
      <AgeBar freshness={sync.freshness} now={now} />
      {run && (
        <p>
          <Link to="/runs/$id" params={{ id: String(run.id) }} className={css.status}>
            <StatusMark look={lookOf(run)} />
          </Link>
          <span className={css.under}>{isActive(run) ? progressWords(run) : heldWord(run)}</span>
        </p>
      )}
      {sync.conflicts > 0 && (
        <Link to="/conflicts" search={{ sync: sync.name }} className={css.conflicts}>
          <ConflictMark /> {counted(sync.conflicts, "conflict")}
        </Link>
      )}
      <p>
        {sync.paused ? (
          <>
            <b>Paused</b>
            {sync.pausedReason && <span className={css.under}>{sync.pausedReason}</span>}
          </>
        ) : next ? (
          <>
            {"Next run "}
            <time dateTime={next} title={exactTime(next)}>
              {clockOrDay(next, now)}
            </time>
          </>
        ) : (
          <span className="pale">Runs by hand only</span>
        )}
      </p>
    </div>
  );
}
