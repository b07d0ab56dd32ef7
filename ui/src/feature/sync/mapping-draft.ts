import type { FieldPair, Proposal } from "../../api/model";

export type Flow = "both" | "to-right" | "to-left";
export type DirectionWord = Flow;

/** One field of the left table beside one of the right, as it is being edited. */
export type DraftField = {
  left: string;
  right: string;
  flow: Flow | null;
  /** What a person should know before relying on it; why it does not fit when it has no flow. */
  note: string | null;
  leftType: string;
  rightType: string;
  on: boolean;
  /** What the stored field says beside these, kept as it is. */
  extra: Record<string, unknown>;
};

export type Draft = {
  direction: DirectionWord;
  /** The right field by which rows find each other. */
  match: string | null;
  fields: DraftField[];
};

export type LineLook = "fits" | "lossy" | "unfit" | "open";

/** How the connector of a field is drawn. */
export function lookOfField(field: DraftField): LineLook {
  if (field.left === "") return "open";
  if (field.flow === null) return "unfit";
  if (!field.on) return "open";
  return field.note ? "lossy" : "fits";
}

export function draftOf(proposal: Proposal): Draft {
  const fields = proposal.fields.map(
    (pair: FieldPair): DraftField => ({
      left: pair.left,
      right: pair.right,
      flow: flowOf(pair.flow),
      note: pair.note,
      leftType: pair.leftType,
      rightType: pair.type,
      on: pair.flow !== null,
      extra: {},
    }),
  );
  return { direction: "both", match: likelyKey(fields), fields };
}

function flowOf(word: string | null): Flow | null {
  return word === "both" || word === "to-right" || word === "to-left" ? word : null;
}

const keyWords = [/^(external[ _-]?)?(id|key|sku|code|number)$/i, /\b(id|key|sku|code)\b/i, /e-?mail/i, /name|title/i];

/** What people most likely tell rows apart by; they see it and can choose another. */
function likelyKey(fields: readonly DraftField[]): string | null {
  const able = fields.filter(
    (field) => field.flow === "both" && ["text", "integer", "decimal"].includes(field.rightType),
  );
  for (const words of keyWords) {
    const found = able.find((field) => words.test(field.right) || words.test(field.left));
    if (found) return found.right;
  }
  return able[0]?.right ?? null;
}

type Stored = Record<string, unknown>;

/** A stored definition as a draft, with what the two tables have now, where that is known. */
export function draftOfDefinition(definition: Stored, proposal: Proposal | undefined): Draft {
  const direction = flowOf(text(definition.direction)) ?? "to-right";
  const match = definition.match as Stored | undefined;
  const stored = Array.isArray(definition.fields) ? (definition.fields as Stored[]) : [];
  const fields = stored.map((field): DraftField => {
    const { left, right, flow, ...extra } = field;
    const known = proposal?.fields.find((pair) => pair.left === left && pair.right === right);
    return {
      left: text(left) ?? "",
      right: text(right) ?? "",
      flow: flowOf(text(flow)) ?? direction,
      note: known?.note ?? null,
      leftType: known?.leftType ?? text(extra.left_type) ?? "",
      rightType: known?.type ?? text(extra.type) ?? "",
      on: true,
      extra,
    };
  });
  for (const pair of proposal ? draftOf(proposal).fields : []) {
    const bound = fields.some((field) => field.right === pair.right || field.left === pair.left);
    if (!bound) fields.push({ ...pair, on: false });
  }
  return { direction, match: text(match?.right) ?? null, fields };
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The draft as the fields of a definition; a field that goes the way of the whole sync does not say so again. */
export function fieldsOf(draft: Draft, onConflict?: string): Stored[] {
  return draft.fields
    .filter((field) => field.on && field.left !== "" && field.flow !== null)
    .map((field) => {
      const flow = draft.direction === "both" ? field.flow : draft.direction;
      return {
        left: field.left,
        right: field.right,
        ...(flow !== draft.direction && { flow }),
        ...(onConflict && onConflict !== "manual" && { on_conflict: onConflict }),
        ...field.extra,
      };
    });
}

export function matchOf(draft: Draft): { left: string; right: string } | null {
  const field = draft.fields.find((one) => one.on && one.right === draft.match);
  return field ? { left: field.left, right: field.right } : null;
}

/** What must be mended before it can be saved, a sentence each. */
export function draftProblems(draft: Draft): string[] {
  const problems: string[] = [];
  if (fieldsOf(draft).length === 0) problems.push("No field is synced; tick at least one.");
  const lefts = draft.fields.filter((field) => field.on && field.left !== "").map((field) => field.left);
  for (const twice of new Set(lefts.filter((left, index) => lefts.indexOf(left) !== index))) {
    if (draft.direction !== "to-right") problems.push(`“${twice}” on the left has two writers; take one of them away.`);
  }
  if (draft.match !== null && !matchOf(draft)) problems.push("Rows find each other by a field that is not synced.");
  return problems;
}
