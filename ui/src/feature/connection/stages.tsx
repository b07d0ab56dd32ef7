import type { CheckStage } from "../../api/model";
import css from "./connection-page.module.css";

type Props = { stages: readonly CheckStage[]; pending: boolean };

/** How far a test came, while it comes: each stage with what was seen, and the first that failed with what to do. */
export function Stages({ stages, pending }: Props) {
  const failed = stages.find(({ ok }) => !ok);
  return (
    <div role="status" style={{ width: "100%" }}>
      {stages.length > 0 && (
        <ol className={css.stages}>
          {stages.map(({ stage, ok, sentence }) => (
            <li key={stage} data-ok={ok}>
              <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
                {ok ? (
                  <path d="M2.5 8.5 6.5 12.5 13.5 4" className={css.ok} />
                ) : (
                  <path d="M3.5 3.5l9 9m0-9-9 9" className={css.bad} />
                )}
              </svg>
              <b>
                {stage}
                <span className="hidden-words">{ok ? ", in order:" : ", failed:"}</span>
              </b>
              <span>{sentence}</span>
            </li>
          ))}
        </ol>
      )}
      {pending && (
        <p className="second">{stages.length === 0 ? "Looking for its address…" : "Trying what comes next…"}</p>
      )}
      {!pending && stages.length > 0 && (
        <p className={css.verdict} data-ok={failed === undefined}>
          {failed ? `It stops at ${failed.stage}; nothing behind that was tried.` : "All stages are in order."}
        </p>
      )}
    </div>
  );
}
