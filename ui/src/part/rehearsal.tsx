import css from "./rehearsal.module.css";

/** Rehearsal rows are invented; wherever a sync or run of them is named, so is that. */
export function Rehearsal() {
  return (
    <span className={css.rehearsal} title="Works on invented rows in tables of their own">
      rehearsal
    </span>
  );
}
