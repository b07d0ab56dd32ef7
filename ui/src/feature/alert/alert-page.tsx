import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { alertsQuery, causeWord, channelsQuery, useCloseAlert } from "../../api/alerts";
import { mayOperate } from "../../api/me";
import type { Alert, Me } from "../../api/model";
import { useSyncTitle } from "../../api/syncs";
import { FilterLine } from "../../part/filter-line";
import { counted, until } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { Moment } from "../../part/moment";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { ProblemLine } from "../../part/problem-line";
import { SkeletonRows } from "../../part/skeleton-rows";
import { StatusMark } from "../../part/status-mark";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./alert.module.css";

export type AlertSearch = { sync?: string | undefined; show?: "past" | undefined };

const choices = [
  { value: undefined, word: "Open" },
  { value: "past", word: "Past" },
] as const;

/** What is wrong, and what was: the same of which messages are sent. */
export function AlertPage({ me, search }: { me: Me; search: AlertSearch }) {
  const titleOf = useSyncTitle();
  return (
    <>
      <PageHead
        title={search.sync ? `Alerts of ${titleOf(search.sync)}` : "Alerts"}
        summary={
          search.sync && (
            <Link to="/alerts" search={{ show: search.show }} className="pressable">
              Show all syncs
            </Link>
          )
        }
      />
      <NobodyIsTold />
      <FilterLine label="Alerts, open or past" param="show" choices={choices} />
      <AlertTable me={me} search={search} />
    </>
  );
}

function NobodyIsTold() {
  const { data } = useQuery(channelsQuery);
  if (!data || data.some((channel) => !channel.paused)) return null;
  return (
    <p className={css.note}>
      {data.length === 0 ? "Nobody is told of alerts yet. " : "Every channel is paused, so nobody is told of alerts. "}
      <Link to="/settings/alerts" className="pressable">
        {data.length === 0 ? "Name a webhook or an e-mail address" : "Look at the channels"}
      </Link>
    </p>
  );
}

function AlertTable({ me, search }: { me: Me; search: AlertSearch }) {
  const past = search.show === "past";
  const query = useInfiniteQuery({
    ...alertsQuery({ sync: search.sync, past }),
    placeholderData: (before) => before,
  });
  const now = useNow();
  const alerts = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError && !query.data) {
    return <FailedRegion what="The alerts" problem={query.error} onRetry={() => query.refetch()} />;
  }
  if (query.data && alerts.length === 0) {
    return <EmptyRegion head={past ? "No alert is past" : "Nothing is wrong"} />;
  }
  return (
    <>
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      <table className={`${table.table} ${css.table}`}>
        <caption className="hidden-words">{past ? "Past alerts, newest first" : "Open alerts, newest first"}</caption>
        <thead>
          <tr>
            <th scope="col">Sync</th>
            <th scope="col">Trouble</th>
            <th scope="col">{past ? "From, to" : "Since"}</th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        {query.isPending ? (
          <SkeletonRows columns={4} what="the alerts" />
        ) : (
          <tbody>
            {alerts.map((alert) => (
              <Row key={alert.id} alert={alert} now={now} me={me} />
            ))}
          </tbody>
        )}
      </table>
      <LoadMore query={query} shown={`${counted(alerts.length, "alert")} shown`} />
    </>
  );
}

function lookOf({ cause, closedAt }: Alert) {
  if (closedAt !== null) return "succeeded";
  return cause === "held" ? "held" : cause === "paused" ? "cancelled" : "failed";
}

function Row({ alert, now, me }: { alert: Alert; now: number; me: Me }) {
  const close = useCloseAlert();
  const open = alert.closedAt === null;
  return (
    <tr>
      <th scope="row">
        <Link to="/syncs/$name" params={{ name: alert.sync }} className={css.link} data-row-link="">
          {alert.title}
        </Link>
        {alert.rehearsal && <span className={css.under}>rehearsal</span>}
      </th>
      <td>
        <StatusMark look={lookOf(alert)} word={causeWord(alert.cause)} />
        {alert.times > 1 && <span className={css.under}>{`${alert.times} times`}</span>}
      </td>
      <td className={css.when}>
        <Moment at={alert.openedAt} now={now} />
        {alert.closedAt && (
          <span className={css.under}>
            {"over "}
            <Moment at={alert.closedAt} now={now} />
          </span>
        )}
        <span className={css.under}>{told(alert, now)}</span>
      </td>
      <td className={css.why}>
        {alert.sentence}
        <span className={css.verbs}>
          {alert.run !== null && (
            <Link to="/runs/$id" params={{ id: String(alert.run) }} className="pressable">
              {`Look at run ${alert.run}`}
            </Link>
          )}
          {open && alert.cause !== "late" && mayOperate(me) && (
            <Button
              size="compact-xs"
              variant="default"
              loading={close.isPending}
              onClick={() => close.mutate(alert.id)}
              aria-label={`Close the alert of ${alert.title}: ${causeWord(alert.cause)}`}
            >
              Close
            </Button>
          )}
        </span>
        <ProblemLine problem={close.error} />
      </td>
    </tr>
  );
}

function told({ told, closedAt, closedBy, silentUntil }: Alert, now: number): string {
  if (closedBy) return `closed by ${closedBy}`;
  if (closedAt === null && told === "nothing" && silentUntil) return `silenced, to be told ${until(silentUntil, now)}`;
  return { nothing: "not told", open: "told", over: "told, and that it is over" }[told];
}
