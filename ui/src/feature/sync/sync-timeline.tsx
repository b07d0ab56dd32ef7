import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { auditQuery } from "../../api/audit";
import type { Sync } from "../../api/model";
import { runsQuery } from "../../api/runs";
import { Moment } from "../../part/moment";
import { EmptyRegion } from "../../part/notice";
import { Tape, TapeHours } from "../../part/tape";
import { useNow } from "../../part/use-now";
import { SyncHistory } from "./sync-history";
import css from "./sync-timeline.module.css";

/** The sync on a clock: its last day, how long its runs took, how old its data got; then what happened, newest first. */
export function SyncTimeline({ sync, children }: { sync: Sync; children: ReactNode }) {
  const navigate = useNavigate();
  const now = useNow();
  const { data } = useInfiniteQuery(runsQuery({ sync: sync.name }));
  const runs = data?.pages.flatMap((page) => page.items) ?? [];
  const onOpen = (run: number) => navigate({ to: "/runs/$id", params: { id: String(run) } });
  if (data && runs.length === 0) {
    return (
      <EmptyRegion head="This sync has not run yet">
        <p>
          Begin with a dry run: it reads both tables and shows the plan row by row, and nothing is written. When the
          plan is what you want, sync.
        </p>
      </EmptyRegion>
    );
  }
  return (
    <>
      <section aria-labelledby="last-day" className={css.day}>
        <h2 id="last-day">Last 24 hours</h2>
        <div className={css.tape}>
          <TapeHours now={now} />
          <Tape title={sync.title} runs={sync.tape} due={sync.due} now={now} paused={sync.paused} onOpen={onOpen} />
        </div>
      </section>
      <SyncHistory runs={runs} promiseSeconds={sync.freshness.promiseSeconds} now={now} onOpen={onOpen} />
      <section aria-labelledby="what-happened" className={css.list}>
        <h2 id="what-happened">What happened</h2>
        <SetUpChanges name={sync.name} now={now} />
        {children}
      </section>
    </>
  );
}

const shownChanges = 5;

/** What people changed of the sync itself, beside what its runs did: a viewer sees their own entries. */
function SetUpChanges({ name, now }: { name: string; now: number }) {
  const { data } = useInfiniteQuery({ ...auditQuery({ object: `sync ${name}` }), retry: false });
  const entries = data?.pages[0]?.items ?? [];
  if (entries.length === 0) return null;
  return (
    <div className={css.changes}>
      <ul aria-label="Changes of the sync itself">
        {entries.slice(0, shownChanges).map((entry) => (
          <li key={entry.seq}>
            <Moment at={entry.at} now={now} /> <b>{entry.action.replaceAll(".", " ").replaceAll("_", " ")}</b>
            {` by ${entry.actor}`}
          </li>
        ))}
      </ul>
      <Link to="/audit" search={{ object: `sync ${name}` }} className="pressable">
        All changes of this sync
      </Link>
    </div>
  );
}
