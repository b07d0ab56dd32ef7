import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { RowEvent, Sync } from "../../api/model";
import { exactTime } from "../../part/format";
import { Moment } from "../../part/moment";
import { changeStatusWord, kindWord, triggerText } from "../../part/status";
import { UndoDialog } from "../../part/undo-dialog";
import { useNow } from "../../part/use-now";
import { ValueText } from "../../part/value-text";
import css from "./row-page.module.css";

type Props = {
  sync: Sync;
  row: string;
  history: readonly RowEvent[];
  may: boolean;
  onStarted: (run: number) => void;
  more: ReactNode;
};

/** Every touch of the row, the newest first: which way, by which run, what became of it and why. */
export function RowHistory({ sync, row, history, may, onStarted, more }: Props) {
  const now = useNow();
  const [undoing, setUndoing] = useState<number | null>(null);
  return (
    <section className={css.section} aria-labelledby="row-history">
      <h2 id="row-history">What happened</h2>
      {history.length === 0 ? (
        <p className="second">Nothing was ever written or refused for it: both sides agreed whenever they were read.</p>
      ) : (
        <ol className={css.history}>
          {history.map(({ change, trigger, actor }) => (
            <li key={change.id} className={css.event} data-status={change.status}>
              <p className={css.eventHead}>
                <span className={css.toSide}>{change.side === "right" ? "to the right" : "to the left"}</span>
                <b>{`${kindWord(change.kind)}, ${changeStatusWord(change.status).toLowerCase()}`}</b>
                <span title={exactTime(change.at)}>
                  <Moment at={change.at} now={now} />
                </span>
                <Link
                  to="/runs/$id"
                  params={{ id: String(change.run) }}
                  search={{ q: change.row }}
                  className="pressable"
                >
                  {`run ${change.run}`}
                </Link>
                <span className="second">{triggerText(trigger, actor)}</span>
                {may && change.status === "done" && sync.direction === "both" && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Undo what run ${change.run} wrote`}
                    onClick={() => setUndoing(change.run)}
                  >
                    Undo
                  </Button>
                )}
              </p>
              <p className="second">{change.reason}</p>
              {change.problem && <p className={css.problem}>{change.problem}</p>}
              <dl className={css.fields}>
                {change.fields.map((field) => (
                  <div key={field.field}>
                    <dt>
                      <code>{field.field}</code>
                    </dt>
                    <dd>
                      {change.kind !== "create" && <ValueText value={field.before} as="del" />}{" "}
                      {change.kind !== "delete" && <ValueText value={field.after} as="ins" />}
                    </dd>
                  </div>
                ))}
              </dl>
            </li>
          ))}
        </ol>
      )}
      {history.length > 0 && more}
      {undoing !== null && (
        <UndoDialog run={undoing} row={row} opened onClose={() => setUndoing(null)} onStarted={onStarted} />
      )}
    </section>
  );
}
