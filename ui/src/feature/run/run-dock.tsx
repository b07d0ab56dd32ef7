import { skipToken, useMutationState, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { followedKey, type Start, startKey } from "../../api/run-actions";
import { unacknowledgedQuery } from "../../api/runs";
import { counted } from "../../part/format";
import { RunCard } from "./run-card";
import css from "./run-dock.module.css";
import { FailedStartCard, StartingCard } from "./start-card";

const cardsAtOnce = 4;

/**
 * The runs that this person set going, on every page, until each is dismissed. What is in it comes from the server
 * (not yet acknowledged) and from starts still on their way, so it is the same after a refresh and on another device.
 */
export function RunDock() {
  const client = useQueryClient();
  const [folded, setFolded] = useState(false);
  const { data: unacknowledged = [] } = useQuery(unacknowledgedQuery);
  const { data: followed = [] } = useQuery<number[]>({
    queryKey: followedKey,
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const starts = useMutationState({
    filters: { mutationKey: startKey },
    select: (mutation) => ({ mutation, ...mutation.state, start: mutation.state.variables as Start | undefined }),
  }).filter(({ status, start }) => start && (status === "pending" || status === "error"));
  const ids = [...new Set([...unacknowledged.map((run) => run.id), ...followed])].sort((a, b) => b - a);
  const shown = ids.slice(0, cardsAtOnce);
  const dock = useDockHeight();
  const cards = starts.length + ids.length;

  return (
    <section ref={dock} className={css.dock} aria-label="Your runs">
      {cards > 1 && (
        <button type="button" className={css.fold} aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {folded ? `Show ${counted(cards, "run")}` : "Fold"}
        </button>
      )}
      <div className={css.cards} hidden={folded && cards > 1}>
        {starts.map(({ mutation, start, status, error }) =>
          !start ? null : status === "pending" ? (
            <StartingCard key={mutation.mutationId} start={start} />
          ) : (
            <FailedStartCard
              key={mutation.mutationId}
              start={start}
              problem={error}
              onDismiss={() => client.getMutationCache().remove(mutation)}
            />
          ),
        )}
        {shown.map((id) => (
          <RunCard key={id} id={id} known={unacknowledged.find((run) => run.id === id)} />
        ))}
        {ids.length > shown.length && <p className={css.more}>{`${ids.length - shown.length} more, older`}</p>}
      </div>
    </section>
  );
}

/** Tells the page how much of its foot the dock covers, so that nothing with the focus hides beneath it. */
function useDockHeight() {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    const dock = ref.current;
    if (!dock) return;
    const root = document.documentElement;
    const observer = new ResizeObserver(() => root.style.setProperty("--dock-height", `${dock.offsetHeight}px`));
    observer.observe(dock);
    return () => {
      observer.disconnect();
      root.style.removeProperty("--dock-height");
    };
  }, []);
  return ref;
}
