import { useSyncExternalStore } from "react";

/*
 * One-time tokens come after the "#", so no server and no log sees them. They are taken out of the address bar before
 * anything else happens, so that no history, screenshot or shared link keeps them.
 */

const pages = new Set(["/setup", "/link", "/invite", "/password"]);
const listeners = new Set<() => void>();
let token: string | null = null;

export function takeFragmentToken(): void {
  const { hash, pathname, search } = window.location;
  if (!pages.has(pathname) || !hash.startsWith("#token=")) return;
  token = decodeURIComponent(hash.slice("#token=".length));
  window.history.replaceState(window.history.state, "", pathname + search);
  for (const listener of listeners) listener();
}

// A second link pasted into the same tab changes only the fragment: the page is not loaded again.
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("hashchange", takeFragmentToken);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("hashchange", takeFragmentToken);
  };
}

export function useFragmentToken(): string | null {
  return useSyncExternalStore(subscribe, () => token);
}
