import { useEffect } from "react";
import type { Sync } from "../api/model";
import { isActive } from "../api/runs";
import type { WordmarkState } from "../part/wordmark";

/** All syncs in one word, for the mark at the top and in the tab: what runs, else what is broken, else what is late. */
export function fleetState(syncs: readonly Sync[]): WordmarkState {
  if (syncs.some((sync) => sync.activeRun && isActive(sync.activeRun))) return "running";
  if (syncs.some((sync) => !sync.paused && sync.lastRun?.status === "failed")) return "failing";
  if (syncs.some((sync) => sync.freshness.state === "late" || sync.freshness.state === "never")) return "late";
  return "fresh";
}

/** Files, not data: addresses, which the page's policy would block. */
export function useFavicon(state: WordmarkState): void {
  useEffect(() => {
    document.querySelector('link[rel="icon"]')?.setAttribute("href", `/favicon-${state}.svg`);
  }, [state]);
}
