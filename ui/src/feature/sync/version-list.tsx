import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { ApiProblem } from "../../api/client";
import type { Me, Version, Versions } from "../../api/model";
import { clockOrDay, counted, exactTime } from "../../part/format";
import { FailedRegion, problemSentence } from "../../part/notice";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./version-list.module.css";
import { useRestoreVersion, versionQuery, versionsQuery } from "./versions";

/** Which version is looked at, and beside which. */
export type VersionSearch = { version?: number | undefined; against?: number | undefined };

type Props = { name: string; me: Me; search: VersionSearch; onSearch: (search: VersionSearch) => void };

/** What the sync was set up to do before: who changed it, what differs, and the way back. */
export function VersionList({ name, me, search, onSearch }: Props) {
  const query = useQuery(versionsQuery(name));
  return (
    <section className={css.section} aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      {query.data ? (
        <Listed versions={query.data} name={name} me={me} search={search} onSearch={onSearch} />
      ) : query.isError ? (
        <FailedRegion what="The versions" problem={query.error} onRetry={() => query.refetch()} />
      ) : (
        <p className="second">Reading the versions…</p>
      )}
    </section>
  );
}

const origins: Record<Version["origin"], string> = { page: "page", api: "API", file: "tallystick.yaml" };

function Listed({ versions, name, me, search, onSearch }: Props & { versions: Versions }) {
  const now = useNow();
  return (
    <>
      <p className="second">
        {versions.restorable
          ? "Each save is a version. Restoring one saves what it said once more; the schedule stays as it is."
          : "This sync is written in tallystick.yaml: to bring a version back, write it there again."}
      </p>
      <table className={`${table.table} ${css.table}`}>
        <caption className="hidden-words">Versions of this sync, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Saved</th>
            <th scope="col">By</th>
            <th scope="col">From</th>
            <th scope="col">
              <span className="hidden-words">Look at it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.items.map((version) => (
            <Fragment key={version.number}>
              <tr data-open={version.number === search.version || undefined}>
                <th scope="row">
                  {version.number}
                  {version.number === versions.current && <span className={css.current}> in force</span>}
                </th>
                <td>
                  <time dateTime={version.at} title={exactTime(version.at)}>
                    {clockOrDay(version.at, now)}
                  </time>
                </td>
                <td>{version.actor}</td>
                <td>
                  {origins[version.origin]}
                  {version.restoredFrom !== null && (
                    <span className="second">{`, restored from version ${version.restoredFrom}`}</span>
                  )}
                </td>
                <td className={css.press}>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-expanded={version.number === search.version}
                    aria-label={`Differences of version ${version.number}`}
                    onClick={() => onSearch(version.number === search.version ? {} : { version: version.number })}
                  >
                    Differences
                  </Button>
                </td>
              </tr>
              {version.number === search.version && (
                <tr className={css.opened}>
                  <td colSpan={5}>
                    <Opened versions={versions} name={name} me={me} search={search} onSearch={onSearch} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      {versions.missing && <p className="second">{versions.missing}</p>}
    </>
  );
}

function Opened({ versions, name, me, search, onSearch }: Props & { versions: Versions }) {
  const number = search.version ?? versions.current;
  const query = useQuery(versionQuery(name, number, search.against));
  const restore = useRestoreVersion(name);
  if (!query.data) {
    return query.isError ? (
      <FailedRegion what={`Version ${number}`} problem={query.error} onRetry={() => query.refetch()} />
    ) : (
      <p className="second">{`Reading version ${number}…`}</p>
    );
  }
  const { against, differences } = query.data;
  const others = versions.items.filter((version) => version.number !== number);
  const mayRestore = me.role === "admin" && versions.restorable && number !== versions.current;
  return (
    <div className={css.differences}>
      {others.length > 0 && (
        <NativeSelect
          size="xs"
          label={`What version ${number} has otherwise than`}
          className={css.against}
          value={String(against ?? "")}
          onChange={({ currentTarget }) => onSearch({ version: number, against: Number(currentTarget.value) })}
          data={[
            ...(against === null ? [{ value: "", label: "nothing: it is the first" }] : []),
            ...others.map((version) => ({ value: String(version.number), label: `version ${version.number}` })),
          ]}
        />
      )}
      {against === null ? (
        <p>This is the first version that is kept; there is none before it.</p>
      ) : differences.length === 0 ? (
        <p>{`Nothing differs between version ${against} and version ${number}.`}</p>
      ) : (
        <>
          <p className="second">{`${counted(differences.length, "difference")} between version ${against} and version ${number}`}</p>
          <ul className={css.list}>
            {differences.map((one) => (
              <li key={one.where}>
                <code className={css.where}>{one.where}</code>
                {one.before === null ? <span className="pale">not there</span> : <del>{one.before}</del>}
                {one.after === null ? <span className="pale">not there</span> : <ins>{one.after}</ins>}
              </li>
            ))}
          </ul>
        </>
      )}
      {restore.error && (
        <div role="alert" className={css.problem}>
          {sentences(restore.error).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
      )}
      {mayRestore && (
        <p>
          <Button
            size="xs"
            loading={restore.isPending}
            onClick={() => restore.mutate({ number, revision: versions.current }, { onSuccess: () => onSearch({}) })}
          >
            {`Restore version ${number}`}
          </Button>{" "}
          <span className="second">{`Saved as version ${versions.current + 1}; the next run plans with it.`}</span>
        </p>
      )}
    </div>
  );
}

function sentences(problem: Error): string[] {
  const errors = problem instanceof ApiProblem ? problem.errors : [];
  return errors.length > 0 ? errors.map(({ detail }) => detail) : [problemSentence(problem)];
}
