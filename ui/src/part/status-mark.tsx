import type { ReactElement } from "react";
import type { Look } from "./status";
import { lookWord } from "./status";
import css from "./status-mark.module.css";

/** Mark, word and colour together: any one of them is enough to tell the status. */
export function StatusMark({ look, word }: { look: Look; word?: string }) {
  return (
    <span className={css.status} data-look={look}>
      <svg className={css.mark} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        {shapes[look]}
      </svg>
      {word ?? lookWord(look)}
    </span>
  );
}

const line = <path d="M0 8.5h16" className={css.line} />;
const diamond = <path d="M8 2.8 13.2 8 8 13.2 2.8 8Z" className={css.hollow} />;
const moving = (
  <>
    {line}
    <path d="M3.5 2.5h7v6h-7z" className={css.hollow} />
    <path d="M13 1.5v7" className={css.edge} />
  </>
);

/* The tape's own signs: up from the line is work done, down is failure, hollow is not finished. */
const shapes: Record<Look, ReactElement> = {
  succeeded: (
    <>
      {line}
      <path d="M5 2h6v6.5H5z" className={css.solid} />
    </>
  ),
  failed: (
    <>
      {line}
      <path d="M5 8.5h6V15H5z" className={css.solid} />
    </>
  ),
  partial: (
    <>
      {line}
      <path d="M5 2h6v12H5z" className={css.solid} />
      <path d="M4 8.5h8" className={css.cut} />
    </>
  ),
  running: moving,
  retrying: moving,
  pending: (
    <>
      {line}
      <path d="M5.5 2.5h5v6h-5z" className={css.dashed} />
    </>
  ),
  held: diamond,
  cancelled: (
    <>
      {line}
      <circle cx="8" cy="8.5" r="2.6" className={css.solid} />
    </>
  ),
};
