import type { ReactNode } from "react";
import { useEffect } from "react";
import css from "./page-head.module.css";

type Props = { title: string; heading?: ReactNode; summary?: ReactNode; children?: ReactNode };

/** A page begins with its name and one sentence; what acts on the whole page stands at the right. */
export function PageHead({ title, heading, summary, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Tallystick`;
  }, [title]);
  return (
    <div className={css.head}>
      <h1>{heading ?? title}</h1>
      {summary && <p className={css.summary}>{summary}</p>}
      {children && <div className={css.actions}>{children}</div>}
    </div>
  );
}
