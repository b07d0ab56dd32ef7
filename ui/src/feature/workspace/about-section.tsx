import { useQuery } from "@tanstack/react-query";
import { age, exactTime } from "../../part/format";
import { FailedRegion, StaleNote } from "../../part/notice";
import css from "./settings.module.css";
import { aboutQuery } from "./workspaces";

/** What a person is asked for when they ask for help. */
export function AboutSection() {
  const query = useQuery(aboutQuery);
  if (query.isPending) return <p className="second">Reading what runs here…</p>;
  if (!query.data) {
    return <FailedRegion what="What runs here" problem={query.error} onRetry={() => query.refetch()} />;
  }
  const { version, demo, java, database, startedAt, uptimeSeconds } = query.data;
  const lines = [
    ["Tallystick", demo ? `${version}, as a demo` : version],
    [
      "Database",
      `PostgreSQL ${database.version}, ${database.kind === "embedded" ? "inside this server" : "of your own"}`,
    ],
    ["Java", java],
    ["Up for", age(uptimeSeconds * 1000)],
    ["Started", exactTime(startedAt)],
  ] as const;
  return (
    <section className={css.section} aria-labelledby="about-head">
      <h2 id="about-head">This server</h2>
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      <dl className={css.lines}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
