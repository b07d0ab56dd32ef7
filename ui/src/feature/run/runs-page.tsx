import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Me } from "../../api/model";
import { exportRunsAddress, type RunFilter, runsQuery } from "../../api/runs";
import { useSyncTitle } from "../../api/syncs";
import { PageHead } from "../../part/page-head";
import { RunFilterBar } from "./run-filter-bar";
import { RunList } from "./run-list";
import { RunStrip } from "./run-strip";
import { RunTimes } from "./run-times";
import { SavedViews } from "./saved-views";
import type { Span } from "./strip-scale";

/** @property span how far back the strip looks; a week when it is left out */
export type RunsSearch = RunFilter & { span?: Exclude<Span, "week"> | undefined };
type Props = { me: Me; search: RunsSearch; onSearch: (change: RunsSearch) => void };

/** Across the syncs: what is looked for, when that was, and the runs themselves. */
export function RunsPage({ me, search, onSearch }: Props) {
  const { span = "week", ...filter } = search;
  const titleOf = useSyncTitle();
  return (
    <>
      <PageHead title={filter.sync ? `Runs of ${titleOf(filter.sync)}` : "Runs"}>
        <a className="pressable" href={exportRunsAddress(filter, "csv")} download="">
          Export as CSV
        </a>
        <a className="pressable" href={exportRunsAddress(filter, "json")} download="">
          as JSON
        </a>
      </PageHead>
      <RunFilterBar filter={filter} people={usePeople(filter)} onFilter={onSearch} />
      <SavedViews search={search} />
      <RunStrip
        filter={filter}
        span={span}
        onStretch={(stretch) => onSearch(stretch ?? { from: undefined, to: undefined })}
      />
      <RunTimes filter={filter} onStretch={onSearch} />
      <RunList me={me} filter={filter} />
    </>
  );
}

/** Who started the runs that are here, for the suggestions: not everybody may list a workspace's people. */
function usePeople(filter: RunFilter): string[] {
  const { data } = useInfiniteQuery(runsQuery(filter));
  return useMemo(() => {
    const runs = data?.pages.flatMap((page) => page.items) ?? [];
    return [...new Set(runs.map(({ actor }) => actor).filter((actor) => actor !== null))].sort();
  }, [data]);
}
