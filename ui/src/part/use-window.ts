import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

type Key = number | string;

type Options<T> = {
  items: readonly T[];
  keyOf: (item: T) => Key;
  /** A height to begin with; what has been drawn once is measured. */
  estimate: (item: T) => number;
  /** Below this many everything is drawn: find-in-page and printing then see it all. */
  from: number;
};

export type Window<T> = {
  shown: readonly T[];
  before: number;
  after: number;
  measure: (item: T) => (element: HTMLElement | null) => void;
};

const beyond = 800;

/** The part of a long list that is on the screen, and the heights of what stands above and below it. */
export function useWindow<T>(box: RefObject<HTMLElement | null>, options: Options<T>): Window<T> {
  const { items, keyOf, estimate, from } = options;
  const heights = useRef(new Map<Key, number>());
  const [view, setView] = useState({ top: 0, bottom: 1_600 });
  const long = items.length > from;

  useLayoutEffect(() => {
    if (!long) return undefined;
    let frame = 0;
    function look() {
      frame = 0;
      const top = box.current?.getBoundingClientRect().top ?? 0;
      // In steps, so that a small scroll draws nothing anew.
      const start = Math.floor(-top / 200) * 200;
      setView((old) => (old.top === start ? old : { top: start, bottom: start + window.innerHeight + 200 }));
    }
    function soon() {
      if (!frame) frame = requestAnimationFrame(look);
    }
    function anew() {
      // At another width every row has another height.
      heights.current.clear();
      soon();
    }
    look();
    window.addEventListener("scroll", soon, { passive: true });
    window.addEventListener("resize", anew);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", soon);
      window.removeEventListener("resize", anew);
    };
  }, [box, long]);

  const measures = useRef(new Map<Key, (element: HTMLElement | null) => void>());
  // The same function for the same item each time: a row that is drawn once is drawn anew only for reasons of its own.
  const measure = useCallback(
    (item: T) => {
      const key = keyOf(item);
      const known = measures.current.get(key);
      if (known) return known;
      const one = (element: HTMLElement | null) => {
        const height = element?.getBoundingClientRect().height;
        if (height) heights.current.set(key, height);
      };
      measures.current.set(key, one);
      return one;
    },
    [keyOf],
  );

  if (!long) return { shown: items, before: 0, after: 0, measure };
  let y = 0;
  let first = -1;
  let last = items.length;
  let before = 0;
  let shownEnd = 0;
  items.forEach((item, index) => {
    const height = heights.current.get(keyOf(item)) ?? estimate(item);
    const end = y + height;
    if (first === -1 && end > view.top - beyond) {
      first = index;
      before = y;
    }
    if (y < view.bottom + beyond) {
      last = index + 1;
      shownEnd = end;
    }
    y = end;
  });
  if (first === -1) first = Math.max(0, items.length - 1);
  return { shown: items.slice(first, last), before, after: Math.max(0, y - shownEnd), measure };
}
