// @vitest-environment node
import { describe, expect, it } from "vitest";
import { noTransforms, transformDraftOf, transformFault, transformsOf, transformWords } from "./transforms";

const all = [
  "trim",
  "lower_case",
  { value_map: { values: { new: "Open", won: "Done" }, otherwise: "Other" } },
  { parse_time: { zone: "Europe/Berlin", date_field: "day" } },
];

describe("transforms as they are edited", () => {
  it.each([[[]], [["trim"]], [[{ value_map: { values: { a: "b" } } }]], [all]])("%j comes back as it was", (stored) => {
    const draft = transformDraftOf(stored);
    expect(draft && transformsOf(draft)).toEqual(stored);
  });

  it.each([[["lower_case", "trim"]], [["trim", "trim"]], [[{ surprise: {} }]], ["trim"]])(
    "%j is left as it is",
    (stored) => {
      expect(transformDraftOf(stored)).toBeNull();
    },
  );

  it("is nothing where nothing is said", () => {
    expect(transformDraftOf(undefined)).toEqual(noTransforms);
    expect(transformsOf(noTransforms)).toEqual([]);
    expect(transformWords(noTransforms)).toBe("");
  });

  it("says in a few words what happens, and what cannot", () => {
    const draft = transformDraftOf(all);
    expect(draft && transformWords(draft)).toBe("trimmed, in lower case, 2 values mapped, read as a time");
    const pair = { from: "a", to: "b" };
    expect(transformFault({ ...noTransforms, values: [pair, pair] })).toBe("The value “a” stands twice.");
    expect(transformFault({ ...noTransforms, values: [pair] })).toBeNull();
  });
});
