import { type ReactNode, useEffect } from "react";
import { Wordmark } from "../../part/wordmark";
import css from "./door.module.css";

/** The frame of the pages before the product: sign-in, first admin, one-time link. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Tallystick`;
  }, [title]);
  return (
    <main className={css.door}>
      <div className={css.inner}>
        <Wordmark state="fresh" large />
        <h1 className={css.title}>{title}</h1>
        {children}
      </div>
    </main>
  );
}
