import { Link, useNavigate } from "@tanstack/react-router";
import { memo } from "react";
import type { Sync } from "../../api/model";
import { isActive } from "../../api/runs";
import { AgeBar } from "../../part/age-bar";
import { ConflictMark } from "../../part/conflict-mark";
import { clockOrDay, counted, exactTime, until } from "../../part/format";
import { Moment } from "../../part/moment";
import { progressWords } from "../../part/progress";
import { Rehearsal } from "../../part/rehearsal";
import { Route } from "../../part/route-mark";
import { heldWord, lookOf } from "../../part/status";
import { StatusMark } from "../../part/status-mark";
import { TallyBothWays, TallyWords, writtenTally } from "../../part/tally-words";
import { Tape } from "../../part/tape";
import { SyncButton } from "./sync-button";
import css from "./sync-list.module.css";
import { SyncMenu } from "./sync-menu";

type Props = { sync: Sync; now: number; mayStart: boolean; measure: (row: HTMLElement | null) => void };

export const SyncRow = memo(function SyncRow({ sync, now, mayStart, measure }: Props) {
  const navigate = useNavigate();
  const tally = sync.lastRun && writtenTally(sync.lastRun, sync.direction);
  return (
    <tr ref={measure} data-paused={sync.paused || undefined}>
      <th scope="row" className={css.name}>
        <Link
          to="/syncs/$name"
          params={{ name: sync.name }}
          className={css.link}
          data-row-link=""
          data-error={isWrong(sync) ? "" : undefined}
        >
          {sync.title}
        </Link>{" "}
        {sync.rehearsal && <Rehearsal />}
        <span className={css.route}>
          <Route sync={sync} />
        </span>
        {sync.conflicts > 0 && (
          <Link to="/conflicts" search={{ sync: sync.name }} className={css.conflicts}>
            <ConflictMark /> {counted(sync.conflicts, "conflict")}
          </Link>
        )}
      </th>
      <td className={css.last}>
        <LastRun sync={sync} now={now} />
      </td>
      <td className={css.tape}>
        <Tape
          title={sync.title}
          runs={sync.tape}
          due={sync.due}
          now={now}
          paused={sync.paused}
          onOpen={(run) => navigate({ to: "/runs/$id", params: { id: String(run) } })}
        />
      </td>
      <td className={css.age}>
        <AgeBar freshness={sync.freshness} now={now} />
      </td>
      <td className={css.tally}>
        {sync.direction === "both" && sync.lastRun?.tally.left && sync.lastRun.tally.right ? (
          <TallyBothWays tally={sync.lastRun.tally} />
        ) : tally ? (
          <TallyWords tally={tally} />
        ) : (
          <span className="pale">{sync.lastRun ? "no rows read" : "none yet"}</span>
        )}
      </td>
      <td className={css.next}>
        <Next sync={sync} now={now} />
      </td>
      {mayStart && (
        <td className={css.actions}>
          <SyncButton sync={sync} />
          <SyncMenu sync={sync} />
        </td>
      )}
    </tr>
  );
});

function isWrong(sync: Sync): boolean {
  return sync.lastRun?.status === "failed" || sync.lastRun?.status === "partial";
}

function LastRun({ sync, now }: { sync: Sync; now: number }) {
  const run = sync.activeRun ?? sync.lastRun;
  if (!run) return <span className="pale">never run</span>;
  return (
    <>
      <Link to="/runs/$id" params={{ id: String(run.id) }} className={css.status}>
        <StatusMark look={lookOf(run)} />
      </Link>
      <span className={css.under}>
        {isActive(run) ? (
          progressWords(run)
        ) : run.endedAt ? (
          <Moment at={run.endedAt} now={now} />
        ) : (
          run.held && heldWord(run)
        )}
      </span>
    </>
  );
}

function Next({ sync, now }: { sync: Sync; now: number }) {
  const next = sync.schedule?.next[0];
  if (sync.paused) {
    return (
      <>
        <span className="pale">paused</span>
        {sync.pausedReason && <span className={css.under}>{sync.pausedReason}</span>}
      </>
    );
  }
  if (!sync.schedule) return <span className="pale">by hand only</span>;
  return (
    <>
      {next ? (
        <time dateTime={next} title={`${exactTime(next)}, ${until(next, now)}`}>
          {clockOrDay(next, now)}
        </time>
      ) : (
        <span className="pale">not scheduled</span>
      )}
      <span className={css.under}>{sync.schedule.text}</span>
    </>
  );
}
