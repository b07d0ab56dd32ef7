/* What happens to a value on its way, as a definition writes it and as a person edits it. */

export type ValuePair = { from: string; to: string };

/** @property otherwise what the values that are not listed become; null: they do not fit, and their rows fail */
export type TransformDraft = {
  trim: boolean;
  lower: boolean;
  values: ValuePair[];
  otherwise: string | null;
  zone: string;
  dateField: string;
};

export const noTransforms: TransformDraft = {
  trim: false,
  lower: false,
  values: [],
  otherwise: null,
  zone: "",
  dateField: "",
};

/** As a definition says it, in the order in which they are done; empty when nothing happens. */
export function transformsOf(draft: TransformDraft): unknown[] {
  const dateField = draft.dateField.trim();
  return [
    ...(draft.trim ? ["trim"] : []),
    ...(draft.lower ? ["lower_case"] : []),
    ...(draft.values.length > 0
      ? [
          {
            value_map: {
              values: Object.fromEntries(draft.values.map(({ from, to }) => [from, to])),
              ...(draft.otherwise !== null && { otherwise: draft.otherwise }),
            },
          },
        ]
      : []),
    ...(draft.zone.trim() !== ""
      ? [{ parse_time: { zone: draft.zone.trim(), ...(dateField && { date_field: dateField }) } }]
      : []),
  ];
}

/** Null where they stand in an order, or are of a kind, that is not drawn here: those are left as they are. */
export function transformDraftOf(stored: unknown): TransformDraft | null {
  if (stored === undefined || stored === null) return noTransforms;
  if (!Array.isArray(stored)) return null;
  let draft = noTransforms;
  for (const one of stored as unknown[]) {
    const map = part(one, "value_map");
    const time = part(one, "parse_time");
    if (one === "trim") draft = { ...draft, trim: true };
    else if (one === "lower_case") draft = { ...draft, lower: true };
    else if (map) {
      const values = Object.entries((map.values ?? {}) as Record<string, unknown>);
      draft = {
        ...draft,
        values: values.map(([from, to]) => ({ from, to: String(to ?? "") })),
        otherwise: typeof map.otherwise === "string" ? map.otherwise : null,
      };
    } else if (time) {
      draft = { ...draft, zone: String(time.zone ?? ""), dateField: String(time.date_field ?? "") };
    }
  }
  return JSON.stringify(transformsOf(draft)) === JSON.stringify(stored) ? draft : null;
}

function part(one: unknown, word: string): Record<string, unknown> | undefined {
  const value = typeof one === "object" && one !== null ? (one as Record<string, unknown>)[word] : undefined;
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** What is wrong with it, as a sentence; null when nothing is. */
export function transformFault({ values }: TransformDraft): string | null {
  const froms = values.map(({ from }) => from);
  const twice = froms.find((from, index) => froms.indexOf(from) !== index);
  if (twice !== undefined) return twice === "" ? "Two values are empty." : `The value “${twice}” stands twice.`;
  return null;
}

/** In a few words, for the line of the field. */
export function transformWords(draft: TransformDraft): string {
  const words: string[] = [];
  if (draft.trim) words.push("trimmed");
  if (draft.lower) words.push("in lower case");
  if (draft.values.length > 0)
    words.push(draft.values.length === 1 ? "1 value mapped" : `${draft.values.length} values mapped`);
  if (draft.zone.trim() !== "") words.push("read as a time");
  return words.join(", ");
}
