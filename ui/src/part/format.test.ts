// @vitest-environment node
import { describe, expect, it } from "vitest";
import { age, ago, clockOrDay, counted, duration, until, valueText } from "./format";

const now = new Date(2026, 10, 25, 14, 0).getTime();
const minutes = (n: number) => n * 60_000;

describe("words and figures", () => {
  it("counts in the singular and the plural", () => {
    expect([counted(0, "row"), counted(1, "row"), counted(1234, "row")]).toEqual(["0 rows", "1 row", "1,234 rows"]);
  });

  it("says how long in the unit that fits", () => {
    expect(duration(47_400)).toBe("47 s");
    expect(duration(252_000)).toBe("4 min 12 s");
    expect(duration(minutes(125))).toBe("2 h 05 min");
  });

  it("says how old in one unit", () => {
    expect([age(30_000), age(minutes(21)), age(minutes(360)), age(minutes(60 * 72))]).toEqual([
      "under 1 min",
      "21 min",
      "6 h",
      "3 d",
    ]);
    expect(ago(new Date(now - 10_000).toISOString(), now)).toBe("just now");
    expect(until(new Date(now + minutes(12)).toISOString(), now)).toBe("in 12 min");
  });

  it("names the day only when it is another one", () => {
    expect(clockOrDay(new Date(2026, 10, 25, 9, 5).toISOString(), now)).toBe("09:05");
    expect(clockOrDay(new Date(2026, 10, 26, 3, 0).toISOString(), now)).toBe("Thu 03:00");
    expect(clockOrDay(new Date(2026, 9, 2, 3, 0).toISOString(), now)).toBe("2 Oct, 03:00");
  });

  it("shows any value as one line", () => {
    expect([valueText("a"), valueText(3), valueText(["x", 1]), valueText(null)]).toEqual(["a", "3", '["x",1]', ""]);
  });
});
