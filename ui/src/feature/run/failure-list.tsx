import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Failure, Run } from "../../api/model";
import { failuresQuery } from "../../api/runs";
import { counted } from "../../part/format";
import { FailedRegion } from "../../part/notice";
import css from "./failure-list.module.css";
import page from "./run-page.module.css";

/** Rows that did not move, by reason: the reason is what a person can act on, the rows are its examples. */
export function FailureList({ run }: { run: Run }) {
  const query = useQuery(failuresQuery(run.id));
  if (query.isError && !query.data) {
    return <FailedRegion what="The failures" problem={query.error} onRetry={() => query.refetch()} />;
  }
  const failures = query.data?.items ?? [];
  if (failures.length === 0) return null;
  const total = failures.reduce((sum, failure) => sum + failure.count, 0);
  return (
    <section className={page.section} aria-labelledby="failures">
      <div className={page.sectionHead}>
        <h2 id="failures">{`${counted(total, "row")} failed`}</h2>
      </div>
      <ul className={css.list}>
        {failures.map((failure) => (
          <FailureLine key={failure.reason} run={run} failure={failure} />
        ))}
      </ul>
    </section>
  );
}

function FailureLine({ run, failure }: { run: Run; failure: Failure }) {
  const rest = failure.count - failure.examples.length;
  return (
    <li className={css.failure} tabIndex={-1} data-error="">
      <strong className={css.count}>{counted(failure.count, "row")}</strong>
      <p>{failure.reason}</p>
      <p className={`${css.rows} second`}>
        {failure.examples.map((row) => (
          <Link
            key={row}
            to="/runs/$id"
            params={{ id: String(run.id) }}
            search={{ q: row }}
            hash="changes"
            className={`${css.example} pressable mono`}
          >
            {row}
          </Link>
        ))}
        {rest > 0 && (
          <Link
            to="/runs/$id"
            params={{ id: String(run.id) }}
            search={{ status: "failed" }}
            hash="changes"
            className={`${css.example} pressable`}
          >
            {`and ${counted(rest, "more", "more")}`}
          </Link>
        )}
      </p>
    </li>
  );
}
