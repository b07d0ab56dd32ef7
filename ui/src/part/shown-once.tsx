import { Button } from "@mantine/core";
import { useEffect, useId, useRef } from "react";
import { CopyButton } from "./copy-button";
import css from "./shown-once.module.css";

type Props = { title: string; text: string; children: string; onDone: () => void };

/** A link or a secret that the server tells once: to be copied now, and gone when the page is left. */
export function ShownOnce({ title, text, children, onDone }: Props) {
  const id = useId();
  const head = useRef<HTMLHeadingElement>(null);
  // What was asked for stands somewhere else than the button that asked: the reader is taken there.
  useEffect(() => head.current?.focus(), []);
  return (
    <section className={css.once} aria-labelledby={id}>
      <h2 id={id} ref={head} tabIndex={-1}>
        {title}
      </h2>
      <p>{children}</p>
      <div className={css.line}>
        <input
          className={css.text}
          readOnly
          aria-label={title}
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton text={text} />
      </div>
      <Button size="xs" variant="default" onClick={onDone}>
        I have it
      </Button>
    </section>
  );
}
