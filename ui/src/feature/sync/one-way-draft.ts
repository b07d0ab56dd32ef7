import type { OneWayFit, OneWayProposal } from "../../api/model";
import { noTransforms, type TransformDraft, transformFault, transformsOf } from "./transforms";

/** One field of the source and the column that it fills, as it is being edited. */
export type OneWayLine = {
  left: string;
  leftType: string;
  right: string;
  type: string;
  on: boolean;
  transforms: TransformDraft;
  fits: readonly OneWayFit[];
};

export type SkipWish = { field: string; test: "equals" | "contains" | "empty"; text: string };

export type OneWayDraft = {
  /** One or two fields of the source; none where its rows have ids. */
  key: string[];
  rightKey: string;
  /** Columns that are missing are added to a table that is there. */
  amend: boolean;
  lines: OneWayLine[];
  onDelete: "ignore" | "propagate";
  skips: SkipWish[];
};

export function oneWayDraftOf(proposal: OneWayProposal): OneWayDraft {
  return {
    key: [...proposal.key],
    rightKey: proposal.rightKey,
    amend: false,
    lines: proposal.lines.map((line) => ({
      left: line.left,
      leftType: line.leftType,
      right: line.right ?? "",
      type: line.type,
      on: line.right !== null && (line.exists || !proposal.exists),
      transforms: noTransforms,
      fits: line.fits,
    })),
    onDelete: "ignore",
    skips: [],
  };
}

export function fitOf(line: OneWayLine): OneWayFit | undefined {
  return line.fits.find(({ type }) => type === line.type);
}

export function isThere(proposal: OneWayProposal, column: string): boolean {
  return proposal.columns.some(({ name }) => name === column);
}

/** What stands at the line because it cannot be saved so; nothing where it can. */
export function lineFault(line: OneWayLine, draft: OneWayDraft, proposal: OneWayProposal): string | null {
  if (!line.on) return null;
  const column = line.right.trim();
  if (column === "") return "Say which column it fills, or take the tick away.";
  if (column === draft.rightKey) return `“${column}” holds the keys of the rows; choose another column.`;
  if (draft.lines.some((other) => other !== line && other.on && other.right.trim() === column)) {
    return `Two fields fill “${column}”; only one can.`;
  }
  if (proposal.exists && !isThere(proposal, column) && !draft.amend) {
    return `The table has no column “${column}”; allow above that it is added.`;
  }
  if (proposal.columns.some(({ name, readOnly }) => name === column && readOnly)) {
    return `No sync can fill “${column}”; choose another column.`;
  }
  const fault = transformFault(line.transforms);
  if (fault) return fault;
  // The types were looked at before the values are changed: then only the plan can tell.
  if (transformsOf(line.transforms).length > 0) return null;
  return fitOf(line)?.level === "none" ? (fitOf(line)?.note ?? "It does not fit.") : null;
}

/** What must be mended before it can be saved, a sentence each. */
export function oneWayProblems(draft: OneWayDraft, proposal: OneWayProposal): string[] {
  const problems: string[] = [];
  const on = draft.lines.filter((line) => line.on);
  if (proposal.needsKey && draft.key.length === 0) problems.push("Choose what tells rows apart.");
  if (on.length === 0) problems.push("No field is synced; tick at least one.");
  const wrong = draft.lines.filter((line) => lineFault(line, draft, proposal) !== null).length;
  if (wrong > 0) problems.push(wrong === 1 ? "One field must be mended." : `${wrong} fields must be mended.`);
  const filled = new Set([draft.rightKey, ...on.map(({ right }) => right.trim())]);
  for (const column of proposal.required.filter((name) => !filled.has(name))) {
    problems.push(`The column “${column}” must be filled and has no default; let a field fill it.`);
  }
  if (draft.skips.some(({ test, text }) => test !== "empty" && text.trim() === "")) {
    problems.push("A rule for rows to leave out lacks its text.");
  }
  return problems;
}

/** How the left system wants several key fields: as a list, or with commas between. */
export type KeyForm = "list" | "text";

export function oneWayDefinition(
  draft: OneWayDraft,
  proposal: OneWayProposal,
  left: { connection: string; table: string },
  right: { connection: string; table: string },
  keyForm: KeyForm,
): Record<string, unknown> {
  const key = draft.key.length === 1 ? draft.key[0] : keyForm === "list" ? draft.key : draft.key.join(",");
  const standing = !proposal.exists
    ? {}
    : draft.amend
      ? proposal.amended
      : proposal.lacks.length > 0
        ? proposal.untouched
        : {};
  return {
    left: { ...left, ...(proposal.needsKey && { key, ...proposal.left }) },
    right: { ...right, key: draft.rightKey, ...standing },
    fields: draft.lines
      .filter(({ on }) => on)
      .map((line) => {
        const transforms = transformsOf(line.transforms);
        return {
          left: line.left,
          right: line.right.trim(),
          type: line.type,
          ...(transforms.length > 0 && { transforms }),
        };
      }),
    ...(draft.onDelete !== "ignore" && { on_delete: draft.onDelete }),
    ...(draft.skips.length > 0 && {
      skip: draft.skips.map(({ field, test, text }) => ({
        as: skipName(field, test, text),
        when: { field, ...(test === "empty" ? { empty: true } : { [test]: text.trim() }) },
      })),
    }),
  };
}

/** Under which word such rows are counted. */
function skipName(field: string, test: SkipWish["test"], text: string): string {
  const words = test === "empty" ? `${field} empty` : text;
  const plain = words.replace(/[^\p{L}\p{N} _-]+/gu, " ").trim();
  return (/^[\p{L}\p{N}]/u.test(plain) ? plain : `left out ${plain}`).trim().slice(0, 40).trim();
}
