import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { analyticsQuery, qualityQuery, type Span } from "../../api/analytics";
import type { Analytics, AnalyticsOfSync, Figures, Quality } from "../../api/model";
import { useSyncTitle } from "../../api/syncs";
import { FilterLine } from "../../part/filter-line";
import { count, counted, duration } from "../../part/format";
import { Moment } from "../../part/moment";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./analytics.module.css";
import { DayChart, dayText, rowSeries, runSeries } from "./day-chart";

export type AnalyticsSearch = { sync?: string | undefined; days?: "7" | "90" | "365" | undefined };

const spans = [
  { value: "7", word: "7 days" },
  { value: undefined, word: "30 days" },
  { value: "90", word: "90 days" },
  { value: "365", word: "A year" },
] as const;

function span({ sync, days }: AnalyticsSearch): Span {
  const last = new Date();
  const first = new Date(last.getTime() - (Number(days ?? 30) - 1) * 86_400_000);
  const day = (at: Date) => at.toISOString().slice(0, 10);
  return { sync, from: day(first), to: day(last) };
}

/** How syncs did: in one sentence, by day, by sync, and which fields fail. */
export function AnalyticsPage({ search }: { search: AnalyticsSearch }) {
  const query = useQuery({ ...analyticsQuery(span(search)), placeholderData: (before) => before });
  const titleOf = useSyncTitle();
  return (
    <>
      <PageHead
        title={search.sync ? `Analytics of ${titleOf(search.sync)}` : "Analytics"}
        summary={
          search.sync && (
            <Link to="/analytics" search={{ days: search.days }} className="pressable">
              Show all syncs
            </Link>
          )
        }
      />
      <FilterLine label="Time" param="days" choices={spans} />
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.isError && !query.data && (
        <FailedRegion what="The figures" problem={query.error} onRetry={() => query.refetch()} />
      )}
      {query.data && <Found found={query.data} search={search} />}
    </>
  );
}

function Found({ found, search }: { found: Analytics; search: AnalyticsSearch }) {
  const { total, days, syncs, moreSyncs } = found;
  if (total.succeeded + total.partial + total.failed + total.cancelled === 0) {
    return <EmptyRegion head={`No run ended from ${dayText(found.from)} to ${dayText(found.to)}`} />;
  }
  return (
    <>
      <p className={css.sentence}>{inWords(total)}</p>
      <section className={css.section} aria-labelledby="by-day">
        <h2 id="by-day">By day</h2>
        <p className={css.label}>Runs; failed ones hang below the line, on a scale of their own</p>
        <DayChart days={days} series={runSeries} />
        <p className={css.label}>Rows written; failed ones hang below the line, on a scale of their own</p>
        <DayChart days={days} series={rowSeries} />
        <p className={css.axis} aria-hidden="true">
          <span>{dayText(found.from)}</span>
          <span>{`${dayText(found.to)}, UTC`}</span>
        </p>
        <details className={css.details}>
          <summary>The same as a table</summary>
          <DayTable days={days} />
        </details>
      </section>
      <section className={css.section} aria-labelledby="by-sync">
        <h2 id="by-sync">By sync</h2>
        <SyncTable syncs={syncs} days={search.days} />
        {moreSyncs > 0 && (
          <p className="second">{`${counted(moreSyncs, "sync")} more had a run; ask the API for one by name.`}</p>
        )}
      </section>
      <FieldQuality search={search} />
    </>
  );
}

function percent(rate: number | null): string {
  // Not 100 % while one failed.
  return rate === null ? "" : `${Math.floor(rate * 1000) / 10} %`;
}

function inWords(total: Figures): string {
  const through = total.succeeded + total.partial;
  const judged = through + total.failed;
  const rows = `${counted(total.created, "row")} created, ${count(total.updated)} updated, ${count(total.deleted)} deleted, ${count(total.rowsFailed)} failed, of ${count(total.rowsRead)} read.`;
  const time =
    total.averageSeconds === null
      ? ""
      : ` A run took ${duration(total.averageSeconds * 1000)}, ${duration(total.longestSeconds * 1000)} at most.`;
  return `${count(through)} of ${counted(judged, "run")} went through (${percent(total.successRate)}).${time} ${rows}`;
}

function DayTable({ days }: { days: Analytics["days"] }) {
  return (
    <table className={table.table}>
      <caption className="hidden-words">Figures by day</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          {["Succeeded", "Partial", "Failed", "Read", "Created", "Updated", "Deleted", "Rows failed"].map((word) => (
            <th key={word} scope="col" className={table.figure}>
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, figures }) => (
          <tr key={day}>
            <th scope="row">{dayText(day)}</th>
            <Figure word="succeeded" value={figures.succeeded} />
            <Figure word="partial" value={figures.partial} />
            <Figure word="failed" value={figures.failed} />
            <Figure word="read" value={figures.rowsRead} />
            <Figure word="created" value={figures.created} />
            <Figure word="updated" value={figures.updated} />
            <Figure word="deleted" value={figures.deleted} />
            <Figure word="rows failed" value={figures.rowsFailed} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Zero stays visible but pale. */
function Figure({ word, value }: { word: string; value: number }) {
  return (
    <td className={`${table.figure} ${css.figure} ${value === 0 ? "pale" : ""}`} data-label={word}>
      {count(value)}
    </td>
  );
}

function SyncTable({ syncs, days }: { syncs: readonly AnalyticsOfSync[]; days: AnalyticsSearch["days"] }) {
  const now = useNow();
  return (
    <table className={`${table.table} ${css.table}`}>
      <caption className="hidden-words">Figures by sync, those with the most failed runs first</caption>
      <thead>
        <tr>
          <th scope="col">Sync</th>
          {["Went through", "Failed", "A run takes", "One each", "Rows written", "Rows failed"].map((word) => (
            <th key={word} scope="col" className={table.figure}>
              {word}
            </th>
          ))}
          <th scope="col">Confirmed</th>
        </tr>
      </thead>
      <tbody>
        {syncs.map(({ sync, title, figures, frequencySeconds, confirmedAt }) => (
          <tr key={sync}>
            <th scope="row">
              <Link to="/analytics" search={{ sync, days }} className={css.link} data-row-link="">
                {title}
              </Link>
            </th>
            <td className={`${table.figure} ${css.figure}`} data-label="went through">
              {percent(figures.successRate) || "none"}
            </td>
            <Figure word="runs failed" value={figures.failed} />
            <td className={`${table.figure} ${css.figure}`} data-label="a run takes">
              {figures.averageSeconds === null ? "" : duration(figures.averageSeconds * 1000)}
            </td>
            <td className={`${table.figure} ${css.figure}`} data-label="one each">
              {frequencySeconds === null ? <span className="pale">once</span> : duration(frequencySeconds * 1000)}
            </td>
            <Figure word="rows written" value={figures.created + figures.updated + figures.deleted} />
            <Figure word="rows failed" value={figures.rowsFailed} />
            <td className={css.figure} data-label="confirmed">
              {confirmedAt ? <Moment at={confirmedAt} now={now} /> : <span className="pale">never</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FieldQuality({ search }: { search: AnalyticsSearch }) {
  const query = useQuery({ ...qualityQuery(span(search)), placeholderData: (before) => before });
  return (
    <section className={css.section} aria-labelledby="quality">
      <h2 id="quality">Fields that fail</h2>
      {query.isError && !query.data && (
        <FailedRegion what="The failures" problem={query.error} onRetry={() => query.refetch()} />
      )}
      {query.data?.failures.length === 0 && <p className="second">No row failed in this time.</p>}
      {query.data && query.data.failures.length > 0 && <QualityTable quality={query.data} />}
    </section>
  );
}

function QualityTable({ quality }: { quality: Quality }) {
  const most = Math.max(...quality.failures.map(({ rows }) => rows));
  return (
    <>
      <table className={`${table.table} ${css.table}`}>
        <caption className="hidden-words">Which fields failed and why, the most frequent first</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Sync</th>
            <th scope="col" className={table.figure}>
              Rows
            </th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {quality.failures.map(({ sync, title, field, reason, rows, run, examples }) => (
            <tr key={`${sync} ${reason}`}>
              <th scope="row">{field === null ? <span className="pale">the row</span> : <code>{field}</code>}</th>
              <td>{title}</td>
              <td className={`${table.figure} ${css.figure}`} data-label="rows">
                {count(rows)}
                <svg className={css.share} viewBox="0 0 60 4" width="60" height="4" aria-hidden="true">
                  <rect width={Math.max(2, (60 * rows) / most)} height="4" />
                </svg>
              </td>
              <td className={css.why}>
                {reason}
                <span className={css.under}>
                  {`such as ${examples.join(", ")}; `}
                  <Link to="/runs/$id" params={{ id: String(run) }} className="pressable">
                    {`last in run ${run}`}
                  </Link>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {quality.runsLookedAt < quality.runsWithFailures && (
        <p className="second">
          {`Of the newest ${count(quality.runsLookedAt)} runs with failures; there were ${count(quality.runsWithFailures)}.`}
        </p>
      )}
    </>
  );
}
