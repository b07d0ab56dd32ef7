import { useEffect, useRef } from "react";

const places = {
  o: "/",
  s: "/syncs",
  r: "/runs",
  c: "/conflicts",
  n: "/connections",
  j: "/jobs",
  a: "/audit",
  t: "/settings",
} as const;
type Place = (typeof places)[keyof typeof places];
type Keys = { onHelp: () => void; onGo: (to: Place) => void };

const switchKey = "tallystick.letter-keys";

export function letterKeysOn(): boolean {
  return window.localStorage.getItem(switchKey) !== "off";
}

export function setLetterKeys(on: boolean): void {
  window.localStorage.setItem(switchKey, on ? "on" : "off");
}

/** Single keys act only while no field has the focus, and can be switched off. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let goPressed = false;
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || !letterKeysOn()) return;
      const wasGo = goPressed;
      goPressed = event.key === "g";
      const place = wasGo ? places[event.key as keyof typeof places] : undefined;
      if (place) {
        // A page may have a meaning of its own for the second key.
        event.stopImmediatePropagation();
        return act(event, () => current.current.onGo(place));
      }
      switch (event.key) {
        case "?":
          return act(event, () => current.current.onHelp());
        case "/":
          return act(event, () => document.querySelector<HTMLElement>("[data-filter]")?.focus());
        case "j":
          return act(event, () => moveRow(1));
        case "k":
          return act(event, () => moveRow(-1));
        case "s":
          return act(event, () => pressInRow("s"));
        case "d":
          return act(event, () => pressInRow("d"));
        case "e":
          return act(event, nextError);
        default:
      }
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function act(event: KeyboardEvent, work: () => void): void {
  event.preventDefault();
  work();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || Boolean(target.closest("input, textarea, select, [role=dialog], [role=menu]"));
}

// A row's link takes the focus, so Enter opens it with nothing of ours in the way.
function moveRow(step: number): void {
  const links = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  if (links.length === 0) return;
  const row = document.activeElement?.closest("tr");
  const at = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = at === -1 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
  links[next]?.focus();
}

/** The next thing on the page that went wrong, from where the focus is; after the last one comes the first. */
function nextError(): void {
  const errors = [...document.querySelectorAll<HTMLElement>("[data-error]")];
  const here = document.activeElement;
  const next = errors.find(
    (error) =>
      here && error !== here && Boolean(here.compareDocumentPosition(error) & Node.DOCUMENT_POSITION_FOLLOWING),
  );
  (next ?? errors[0])?.focus();
}

function pressInRow(key: string): void {
  const row = document.activeElement?.closest("tr")?.querySelector<HTMLElement>(`[data-key="${key}"]`);
  (row ?? document.querySelector<HTMLElement>(`[data-page-key="${key}"]`))?.click();
}
