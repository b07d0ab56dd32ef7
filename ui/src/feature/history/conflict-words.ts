import type { Conflict } from "../../api/model";

/** Both names where they differ. */
export function fieldName({ leftField, rightField }: Conflict): string {
  return leftField === rightField ? leftField : `${leftField} · ${rightField}`;
}

export function rowName({ leftRow, rightRow }: Conflict): string {
  if (!leftRow || !rightRow || leftRow === rightRow) return leftRow ?? rightRow ?? "";
  return `${leftRow} · ${rightRow}`;
}
