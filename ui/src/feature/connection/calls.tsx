import { useQuery } from "@tanstack/react-query";
import { forecastQuery, syncQuery } from "../../api/syncs";
import { BudgetBar } from "../../part/budget-bar";
import css from "./connection-page.module.css";

/** Calls of the month against what the account allows, as the tightest account of a sync that uses it tells. */
export function Calls({ sync }: { sync: string }) {
  // Without a schedule there is nothing to foretell, and the server would have to refuse the question.
  const { data: scheduled } = useQuery({ ...syncQuery(sync), select: (found) => found.schedule !== null });
  const { data } = useQuery({ ...forecastQuery(sync, {}), enabled: scheduled === true });
  if (!data || data.callsPerMonth === null) return null;
  return (
    <section className={css.section} aria-labelledby="calls">
      <h2 id="calls">Calls a month</h2>
      <BudgetBar forecast={data} />
      <p>{data.sentence}</p>
    </section>
  );
}
