import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { alertsQuery, causeWord } from "../../api/alerts";
import type { Me, Sync } from "../../api/model";
import { counted } from "../../part/format";
import css from "./alert.module.css";
import { Silence } from "./silence";

/** What is wrong with one sync, and for how long nobody wants to hear of it. */
export function SyncAlerts({ sync, me }: { sync: Sync; me: Me }) {
  const { data } = useInfiniteQuery(alertsQuery({ sync: sync.name }));
  const open = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={css.section} aria-labelledby="alerts-of-sync">
      <h2 id="alerts-of-sync">Alerts</h2>
      <p className={css.lead}>
        {data &&
          (open.length === 0
            ? "Nothing is wrong. "
            : `${counted(open.length, "alert is", "alerts are")} open: ${open.map((one) => causeWord(one.cause).toLowerCase()).join(", ")}. `)}
        <Link to="/alerts" search={{ sync: sync.name }} className="pressable">
          Its alerts
        </Link>
        {", "}
        <Link to="/settings/alerts" className="pressable">
          where they go
        </Link>
      </p>
      <Silence me={me} sync={sync.name} what={sync.title} />
    </section>
  );
}
