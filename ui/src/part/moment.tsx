import { ago, exactTime } from "./format";

/** An instant in the past: relative to read, exact with its zone on pointing and for machines. */
export function Moment({ at, now }: { at: string; now: number }) {
  return (
    <time dateTime={at} title={exactTime(at)}>
      {ago(at, now)}
    </time>
  );
}
