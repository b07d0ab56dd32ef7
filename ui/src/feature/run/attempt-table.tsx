import type { Attempt } from "../../api/model";
import { clockOrDay, duration, exactTime } from "../../part/format";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./attempt-table.module.css";
import page from "./run-page.module.css";

/** An attempt is not a run: a run may need several, and only the last one's end is the run's. */
export function AttemptTable({ attempts }: { attempts: readonly Attempt[] }) {
  const now = useNow(1_000);
  return (
    <section className={page.section} aria-labelledby="attempts">
      <div className={page.sectionHead}>
        <h2 id="attempts">Attempts</h2>
      </div>
      <table className={`${table.table} ${css.table}`}>
        <caption className="hidden-words">Attempts of this run</caption>
        <thead>
          <tr>
            <th scope="col">Attempt</th>
            <th scope="col">Started</th>
            <th scope="col" className={table.figure}>
              Took
            </th>
            <th scope="col">Outcome</th>
            <th scope="col">Node</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <tr key={attempt.number}>
              <th scope="row">{attempt.number}</th>
              <td>
                <time dateTime={attempt.startedAt} title={exactTime(attempt.startedAt)}>
                  {clockOrDay(attempt.startedAt, now)}
                </time>
              </td>
              <td className={table.figure}>
                {duration((attempt.endedAt ? Date.parse(attempt.endedAt) : now) - Date.parse(attempt.startedAt))}
              </td>
              <td className={css.outcome}>
                {attempt.outcome ?? "under way"}
                {attempt.problem && <span className={css.problem}>{attempt.problem.sentence}</span>}
              </td>
              <td className={css.node}>
                <code>{attempt.node}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
