import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { connectionsQuery } from "../../api/connections";
import { healthQuery } from "../../api/health";
import type { Connection, Health, Me, Sync } from "../../api/model";
import { syncsQuery, useSyncTitle } from "../../api/syncs";
import { clockOrDay, count, counted, exactTime, until } from "../../part/format";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { SkeletonRows } from "../../part/skeleton-rows";
import { StatusMark } from "../../part/status-mark";
import table from "../../part/table.module.css";
import { Tape, TapeHours } from "../../part/tape";
import { useNow } from "../../part/use-now";
import { Moved } from "./moved";
import { byTrouble, type Need, needsOf, nextTen } from "./needs";
import css from "./overview-page.module.css";

const fleetRows = 40;

/** Is my data fresh, and what needs me? */
export function OverviewPage({ me }: { me: Me }) {
  const query = useInfiniteQuery(syncsQuery());
  const { data: connections = [] } = useQuery(connectionsQuery);
  const health = useQuery(healthQuery);
  const now = useNow();
  const syncs = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError && !query.data) {
    return (
      <>
        <PageHead title="Overview" />
        <FailedRegion what="The syncs" problem={query.error} onRetry={() => query.refetch()} />
      </>
    );
  }
  if (query.data && syncs.length === 0) return <Begin me={me} connections={connections} />;
  const needs = needsOf(syncs, connections, now);
  return (
    <>
      <PageHead title="Overview" summary={query.data && verdict(syncs, needs, query.hasNextPage)} />
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {needs.length > 0 && <Needs needs={needs} />}
      <Fleet syncs={syncs} pending={query.isPending} now={now} />
      {query.data && <Moved syncs={syncs} now={now} />}
      <div className={css.pair}>
        <Next health={health.data} now={now} />
        <HealthList health={health.data} problem={health.error} onRetry={() => health.refetch()} />
      </div>
    </>
  );
}

function verdict(syncs: readonly Sync[], needs: readonly Need[], more: boolean): string {
  const live = syncs.filter((sync) => !sync.paused);
  const fresh = live.filter((sync) => sync.freshness.state === "on_time").length;
  const paused = syncs.length - live.length;
  const rest = paused > 0 ? `, ${count(paused)} paused` : "";
  if (needs.length === 0 && fresh === live.length && !more)
    return `All ${counted(live.length, "sync")} are fresh${rest}`;
  return `${count(fresh)} of ${counted(live.length, "sync")} fresh${rest}`;
}

function Needs({ needs }: { needs: readonly Need[] }) {
  return (
    <section className={css.section} aria-labelledby="needs">
      <h2 id="needs">Needs you</h2>
      <ul className={css.needs}>
        {needs.map((need) => (
          <li key={need.key}>
            <NeedMark look={need.look} />
            <b>{need.what}</b>
            <span className={css.why}>{need.why}</span>
            <Link {...need.to} className="pressable" data-error="">
              {need.action}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NeedMark({ look }: { look: Need["look"] }) {
  if (look === "late") return <span className={css.late}>Late</span>;
  if (look === "conflict") return <StatusMark look="held" word="Conflict" />;
  return <StatusMark look={look} />;
}

function Fleet({ syncs, pending, now }: { syncs: readonly Sync[]; pending: boolean; now: number }) {
  const navigate = useNavigate();
  const shown = byTrouble(syncs).slice(0, fleetRows);
  return (
    <section className={css.section} aria-labelledby="fleet">
      <h2 id="fleet">Last 24 hours</h2>
      <table className={`${table.table} ${css.fleet}`}>
        <caption className="hidden-words">Each sync's runs of the last 24 hours, late ones first</caption>
        <thead>
          <tr>
            <th scope="col">Sync</th>
            <th scope="col">
              <span className="hidden-words">Last 24 hours</span>
              <TapeHours now={now} />
            </th>
          </tr>
        </thead>
        {pending ? (
          <SkeletonRows columns={2} what="the syncs" />
        ) : (
          <tbody>
            {shown.map((sync) => (
              <tr key={sync.name} data-late={sync.freshness.state === "late" || undefined}>
                <th scope="row">
                  <Link to="/syncs/$name" params={{ name: sync.name }} className={css.link} data-row-link="">
                    {sync.title}
                  </Link>
                </th>
                <td>
                  <Tape
                    title={sync.title}
                    runs={sync.tape}
                    due={sync.due}
                    now={now}
                    paused={sync.paused}
                    onOpen={(run) => navigate({ to: "/runs/$id", params: { id: String(run) } })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        )}
      </table>
      {syncs.length > shown.length && (
        <p className="second">
          {`The ${count(fleetRows)} that need a look first, of ${counted(syncs.length, "sync")}. `}
          <Link to="/syncs" className="pressable">
            See all syncs
          </Link>
        </p>
      )}
    </section>
  );
}

function Next({ health, now }: { health: Health | undefined; now: number }) {
  const titleOf = useSyncTitle();
  const times = health ? nextTen(health) : [];
  return (
    <section className={css.section} aria-labelledby="next">
      <h2 id="next">{times.length > 0 ? `Next ${count(times.length)} runs` : "Next runs"}</h2>
      {health && times.length === 0 && <p className="second">Nothing is scheduled: every sync is started by hand.</p>}
      <ol className={css.next}>
        {times.map(({ sync, at, text }) => (
          <li key={`${sync} ${at}`}>
            <time dateTime={at} title={exactTime(at)}>
              {clockOrDay(at, now)}
            </time>
            <Link to="/syncs/$name/schedule" params={{ name: sync }} className={css.link}>
              {titleOf(sync)}
            </Link>
            <span className="second">{`${until(at, now)}, ${text}`}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

type HealthProps = { health: Health | undefined; problem: Error | null; onRetry: () => void };

function HealthList({ health, problem, onRetry }: HealthProps) {
  if (!health) {
    return problem ? <FailedRegion what="The health" problem={problem} onRetry={onRetry} /> : <div />;
  }
  const { database, jobs, upstreams } = health.health;
  return (
    <section className={css.section} aria-labelledby="health">
      <h2 id="health">Health</h2>
      <dl className={css.health}>
        <Line name="Database" status={database.status} words="answers" />
        <Line
          name="Queue"
          status={jobs.late > 0 ? "down" : jobs.status}
          words={`${count(jobs.running)} running, ${count(jobs.waiting)} waiting${jobs.late > 0 ? `, ${count(jobs.late)} for more than a minute` : ""}`}
        />
        {upstreams.map((one) => (
          <Line
            key={one.connection}
            name={one.connection}
            status={one.status}
            words={
              one.detail ??
              (one.status === "up" ? "answers" : one.status === "unknown" ? "not looked at yet" : "does not answer")
            }
          />
        ))}
        {health.config?.broken && (
          <Line
            name="Configuration"
            status="down"
            words={health.config.problems[0] ?? "The file is broken; what was in force before stays."}
          />
        )}
      </dl>
    </section>
  );
}

function Line({ name, status, words }: { name: string; status: string; words: string }) {
  const look = status === "up" ? "succeeded" : status === "unknown" ? "pending" : "failed";
  const word = status === "up" ? "Up" : status === "unknown" ? "Unknown" : "In trouble";
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <StatusMark look={look} word={word} /> <span className="second">{words}</span>
      </dd>
    </div>
  );
}

/** Nothing is set up yet: the three steps, each done on its own page. */
function Begin({ me, connections }: { me: Me; connections: readonly Connection[] }) {
  if (me.role !== "admin") {
    return (
      <>
        <PageHead title="Overview" />
        <EmptyRegion head="Nothing is synced yet">
          <p>
            An admin of this workspace connects two systems and pairs their tables. Then you see here how fresh they
            are.
          </p>
        </EmptyRegion>
      </>
    );
  }
  return (
    <>
      <PageHead title="Overview" summary="Three steps to the first plan; nothing is written before you have seen it." />
      <ol className={css.steps}>
        <li data-done={connections.length >= 2 || undefined}>
          <b>Connect two systems</b>
          <Link to="/create-connection" className="pressable">
            Add a connection
          </Link>
          <span className="second">{counted(connections.length, "connection")} so far</span>
        </li>
        <li>
          <b>Pair two tables</b>
          <Link to="/create-sync" className="pressable">
            Create a sync
          </Link>
          <span className="second">fields are proposed and drawn</span>
        </li>
        <li>
          <b>Look at the plan</b>
          <span className="second">It is shown by itself, row by row. Then start the sync.</span>
        </li>
      </ol>
      <p className="second">
        To try it without an account, start the server with <code>tallystick demo</code>: it brings systems of its own.
      </p>
    </>
  );
}
