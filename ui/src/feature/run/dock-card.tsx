import { CloseButton } from "@mantine/core";
import type { ReactNode } from "react";
import type { Look } from "../../part/status";
import css from "./run-dock.module.css";

type Props = {
  title: ReactNode;
  look: Look;
  mark: ReactNode;
  onDismiss?: (() => void) | undefined;
  dismissLabel?: string;
  children: ReactNode;
};

export function DockCard({ title, look, mark, onDismiss, dismissLabel, children }: Props) {
  return (
    <article className={css.card} data-look={look}>
      <header className={css.head}>
        <h2 className={css.title}>{title}</h2>
        {mark}
        {onDismiss && (
          <CloseButton size="sm" className={css.close} aria-label={dismissLabel ?? `Dismiss`} onClick={onDismiss} />
        )}
      </header>
      <div className={css.body}>{children}</div>
    </article>
  );
}
