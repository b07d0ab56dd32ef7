import type { ReactNode } from "react";
import css from "./create-sync-page.module.css";

type Props = { number: number; title: string; done: boolean; children: ReactNode };

export function Step({ number, title, done, children }: Props) {
  return (
    <section className={css.step} aria-labelledby={`step-${number}`}>
      <h2 id={`step-${number}`}>
        <span className={css.number} data-done={done || undefined}>
          {number}
        </span>
        {title}
      </h2>
      <div className={css.body}>{children}</div>
    </section>
  );
}
