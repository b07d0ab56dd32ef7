import type { Forecast } from "../api/model";
import css from "./budget-bar.module.css";
import { count } from "./format";

/** What a month of this schedule costs, drawn against what the account allows, with what is used already. */
export function BudgetBar({ forecast }: { forecast: Forecast }) {
  const { callsPerMonth, cap, usedThisMonth, fits } = forecast;
  if (callsPerMonth === null || cap === null || cap === 0) return null;
  const most = Math.max(cap, callsPerMonth) * 1.08;
  const part = (calls: number) => `${Math.min(100, (calls / most) * 100)}%`;
  const facts = `${count(callsPerMonth)} of ${count(cap)} calls a month`;
  return (
    <svg className={css.budget} width="100%" height="18" role="img" aria-label={facts}>
      <rect y="6" width="100%" height="6" className={css.ground} />
      <rect y="6" width={part(callsPerMonth)} height="6" className={css.calls} data-fits={fits} />
      {usedThisMonth !== null && <rect y="13" width={part(usedThisMonth)} height="3" className={css.used} />}
      <rect x={part(cap)} y="1" width="2" height="16" className={css.cap} />
    </svg>
  );
}
