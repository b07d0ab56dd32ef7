// @vitest-environment node
import { describe, expect, it } from "vitest";
import { countWords, reach, sumOf, windowOf } from "./strip-scale";

const bucket = { startsAt: "2026-11-20T00:00:00.000Z", succeeded: 3, partial: 1, failed: 2, cancelled: 1, open: 1 };

describe("the strip's arithmetic", () => {
  it("ends with a whole part, so that it is another question only when a part has gone by", () => {
    const first = windowOf("week", Date.parse("2026-11-26T04:10:00Z"), undefined);
    expect(first).toEqual({ from: "2026-11-19T06:00:00.000Z", to: "2026-11-26T06:00:00.000Z", parts: 84 });
    expect(windowOf("week", Date.parse("2026-11-26T05:59:59Z"), undefined)).toEqual(first);
  });

  it("reaches back to a time that is chosen further away", () => {
    const { from, to } = windowOf("day", Date.parse("2026-11-26T04:10:00Z"), "2026-11-20T01:20:00Z");
    expect(from).toBe("2026-11-20T01:15:00.000Z");
    expect(to).toBe("2026-11-26T04:15:00.000Z");
  });

  it("draws a partial run on both sides of the line", () => {
    expect(reach(bucket)).toEqual({ up: 6, down: 3 });
  });

  it("says what it draws", () => {
    expect(countWords(bucket)).toBe("8 runs, 2 failed, 1 partial, 1 cancelled, 1 not over yet");
    expect(countWords(sumOf([bucket, bucket])).startsWith("16 runs, 4 failed")).toBe(true);
    expect(countWords(sumOf([]))).toBe("no run");
  });
});
