// @vitest-environment node
import { describe, expect, it } from "vitest";
import { aTape, at, dueTimes, hour, minute } from "../testing/world";
import { hourLines, labelled, missed, place, tall, tapeMs } from "./tape-scale";

const now = Date.parse("2026-11-25T13:20:00Z");

describe("the tape's arithmetic", () => {
  it("puts now at the right edge and yesterday's now at the left", () => {
    expect(place(now, now)).toBe(100);
    expect(place(now - tapeMs, now)).toBe(0);
    expect(place(now - 6 * hour, now)).toBe(75);
  });

  it("labels no line so near to the right edge that its hour would touch now", () => {
    for (let minutes = 0; minutes < 24 * 60; minutes += 7) {
      const then = now + minutes * minute;
      const places = labelled(then).map((line) => place(line, then));
      // "12:00" in the middle of its line and "now" at the end need 22 % of the narrowest tape.
      expect(Math.max(...places)).toBeLessThanOrEqual(78);
      expect(places.length).toBeGreaterThanOrEqual(2);
    }
  });

  it("draws four hour lines a day, all at full hours of the reader's clock", () => {
    const lines = hourLines(now);
    expect(lines).toHaveLength(4);
    expect(lines.every((line) => new Date(line).getHours() % 6 === 0 && new Date(line).getMinutes() === 0)).toBe(true);
  });

  it("finds no missed time where each was kept, though a second late", () => {
    const due = dueTimes(now, hour, 10 * minute);
    const runs = aTape(now, { everyMs: hour, lastMsAgo: 10 * minute, firstRun: 9 });
    expect(missed(due, runs, now)).toEqual([]);
  });

  it("finds each time of a gap", () => {
    const due = dueTimes(now, hour, 10 * minute);
    const runs = aTape(now, { everyMs: hour, lastMsAgo: 10 * minute, firstRun: 9, gap: [7, 4] });
    expect(missed(due, runs, now)).toHaveLength(3);
  });

  it("does not call the time that is due just now missed", () => {
    const due = [at(now, 2 * hour), at(now, hour), at(now, 20_000)];
    const runs = aTape(now, { everyMs: 24 * hour, lastMsAgo: 2 * hour - 5_000, firstRun: 9 });
    expect(missed(due, runs, now)).toEqual([Date.parse(at(now, hour))]);
  });

  it("keeps one row visible beside ten thousand", () => {
    expect(tall(0, 6, 15)).toBe(6);
    expect(tall(1, 6, 15)).toBeGreaterThan(6);
    expect(tall(10_000_000, 6, 15)).toBe(15);
    expect(tall(100, 6, 15)).toBeLessThan(tall(1_000, 6, 15));
  });
});
