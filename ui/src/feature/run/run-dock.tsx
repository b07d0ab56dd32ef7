import { type Mutation, useMutationState, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type Start, startKey } from "../../api/run-actions";
import { unacknowledgedQuery } from "../../api/runs";
import { RunCard, RunLine } from "./run-card";
import css from "./run-dock.module.css";
import { FailedStartCard, StartingCard } from "./start-card";

const cardsAtOnce = 4;

/**
 * The runs that this person set going, on every page, until each is dismissed. What is in it comes from the server
 * (not yet acknowledged) and from starts still on their way, so it is the same after a refresh and on another device.
 */
export function RunDock() {
  const client = useQueryClient();
  const [folded, setFolded] = useState(() => isNarrower(1240));
  const [bar] = useState(() => isNarrower(720));
  const { data: unacknowledged = [] } = useQuery(unacknowledgedQuery);
  const starts = useMutationState({
    filters: { mutationKey: startKey },
    select: (mutation) => startOf(mutation),
  }).filter((one) => one.status === "pending" || one.status === "error");
  const ids = unacknowledged.map((run) => run.id).sort((a, b) => b - a);
  const line = folded && bar;
  const room = line ? 0 : Math.max(0, (folded ? 1 : cardsAtOnce) - starts.length);
  const hidden = ids.length - Math.min(room, ids.length);
  const dock = useDockHeight();

  return (
    <section ref={dock} className={css.dock} aria-label="Your runs">
      {line && ids[0] !== undefined && starts.length === 0 && (
        <RunLine
          id={ids[0]}
          known={unacknowledged.find((run) => run.id === ids[0])}
          more={ids.length - 1}
          onUnfold={() => setFolded(false)}
        />
      )}
      {starts.map(({ mutation, start, status, problem }) =>
        status === "pending" ? (
          <StartingCard key={mutation.mutationId} start={start} />
        ) : (
          <FailedStartCard
            key={mutation.mutationId}
            start={start}
            problem={problem}
            onDismiss={() => client.getMutationCache().remove(mutation)}
          />
        ),
      )}
      {ids.slice(0, room).map((id) => (
        <RunCard key={id} id={id} known={unacknowledged.find((run) => run.id === id)} />
      ))}
      {!line && (hidden > 0 || (!folded && (bar || ids.length > 1))) && ids.length > 0 && (
        <button type="button" className={css.fold} aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {!folded ? (hidden > 0 ? `Fold, ${hidden} older` : "Fold") : `Show ${hidden} more`}
        </button>
      )}
    </section>
  );
}

function startOf(mutation: Mutation) {
  const { status, error, variables } = mutation.state;
  return { mutation, status, problem: error as Error | null, start: variables as Start };
}

/** Where there is little room the newest stands for all, and on a phone, where one card would be half the page, a line. */
function isNarrower(width: number): boolean {
  return window.matchMedia(`(max-width: ${width - 1}px)`).matches;
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
