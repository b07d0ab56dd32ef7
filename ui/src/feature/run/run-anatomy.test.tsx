import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aLine, anAnatomy, aRun, aSync, at, minute } from "../../testing/world";
import { attemptFacts, reach, shortTime } from "./anatomy-words";

const now = Date.now();

describe("the anatomy of a run", () => {
  it("shows each lane with its time and what was waited for, in the order of the work", async () => {
    aBackend({ syncs: [aSync(now)], runs: [aRun(now, { id: 12 })], anatomy: anAnatomy(now), log: [aLine(now)] });
    openPage("/runs/12");
    const lanes = within(await screen.findByRole("table", { name: "What attempt 1 spent its time on" }));
    expect(lanes.getAllByRole("rowheader").map((cell) => cell.textContent)).toEqual([
      "Open both sides",
      "Read left",
      "Read right",
      "Plan",
      "Write right",
      "Rows failed",
    ]);
    const left = within(lanes.getByRole("row", { name: /Read left/ }));
    expect(left.getByText("11 s")).toBeVisible();
    expect(left.getByText("6.4 s waiting for the rate limit of the shop (14 waits)")).toBeVisible();
    expect(
      left.getByRole("img", {
        name: "from 900 ms to 12 s; 6.4 s waiting for the rate limit of the shop (14 waits)",
      }),
    ).toBeVisible();
    expect(lanes.getByRole("img", { name: "5 rows failed, at 15 s" })).toBeVisible();
    expect(screen.getByText("Most time went into “read left”: 11 s. Waiting took 6.4 s in all.")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("puts attempts one below the other and says what passed between them", async () => {
    const first = anAnatomy(now, {
      startedAt: at(now, 3 * minute),
      endedAt: at(now, 3 * minute - 20_000),
      outcome: "died",
    }).attempts;
    const second = anAnatomy(now, { number: 2, startedAt: at(now, minute), endedAt: null, outcome: null }).attempts;
    aBackend({
      syncs: [aSync(now)],
      runs: [aRun(now, { id: 12, status: "running", phase: "observe", endedAt: null })],
      anatomy: { at: at(now, 0), attempts: [...first, ...second] },
    });
    openPage("/runs/12");
    expect(await screen.findByRole("table", { name: "What attempt 2 spent its time on" })).toBeVisible();
    expect(screen.getByText(/Its worker died.*100 s|Its worker died.*1 min 40 s/)).toBeVisible();
  });

  it("grows while the run is under way", async () => {
    const backend = aBackend({
      syncs: [aSync(now)],
      runs: [aRun(now, { id: 12, status: "running", phase: "observe", endedAt: null })],
      anatomy: { at: at(now, 0), attempts: [] },
    });
    openPage("/runs/12");
    expect(await screen.findByText("The run has not written anything yet.")).toBeVisible();
    backend.anatomy = anAnatomy(now, { endedAt: null, outcome: null });
    backend.log = [aLine(now)];
    await screen.findByRole("table", { name: "What attempt 1 spent its time on" }, { timeout: 6_000 });
    expect(await screen.findByText("Attempt 1 begins on here.", undefined, { timeout: 6_000 })).toBeVisible();
  });

  it("makes no sentence of nothing", () => {
    const [attempt] = anAnatomy(now, { lanes: [] }).attempts;
    expect(attempt && attemptFacts(attempt)).toBe("Nothing of this attempt's time was recorded.");
    expect(reach(anAnatomy(now, { startedAt: at(now, 0), endedAt: at(now, 0), lanes: [] }))).toBe(1);
    expect([shortTime(240), shortTime(1_340), shortTime(61_000)]).toEqual(["240 ms", "1.3 s", "61 s"]);
  });
});

describe("the log of a run", () => {
  const many = Array.from({ length: 450 }, (_, index) => aLine(now, { number: index + 1, text: `line ${index + 1}` }));

  it("shows the newest lines first in reach, and the earlier ones when asked", async () => {
    aBackend({ syncs: [aSync(now)], runs: [aRun(now, { id: 12 })], log: many });
    const page = openPage("/runs/12");
    expect(await screen.findByText("line 450")).toBeVisible();
    expect(screen.queryByText("line 250")).toBeNull();
    await page.user.click(screen.getByRole("button", { name: "Show earlier lines" }));
    expect(await screen.findByText("line 250")).toBeVisible();
    const texts = within(screen.getByRole("region", { name: "Lines of the log" })).getAllByText(/^line /);
    expect(texts.map((line) => line.textContent)).toEqual(many.slice(50).map((line) => line.text));
    expect(screen.getByRole("link", { name: "Download as text" })).toHaveAttribute(
      "href",
      "/api/v1/runs/12/log/export",
    );
  });

  it("says how many lines in between are not kept", async () => {
    aBackend({
      syncs: [aSync(now)],
      runs: [aRun(now, { id: 12 })],
      log: [aLine(now, { number: 500 }), aLine(now, { number: 3_001, level: "warn", text: "It went on." })],
    });
    openPage("/runs/12");
    expect(await screen.findByText("2,500 lines not kept")).toBeVisible();
    expect(screen.getByText("warn")).toBeVisible();
  });

  it("shows only the lines of the lane that was pressed, and keeps that in the address", async () => {
    aBackend({
      syncs: [aSync(now)],
      runs: [aRun(now, { id: 12 })],
      anatomy: anAnatomy(now),
      log: [
        aLine(now, { number: 1, at: at(now, minute), text: "It begins." }),
        aLine(now, { number: 2, at: at(now, minute - 13_000), text: "It plans." }),
        aLine(now, { number: 3, at: at(now, minute - 20_000), text: "It is over." }),
      ],
    });
    const page = openPage("/runs/12");
    await screen.findByText("It begins.");
    await page.user.click(await screen.findByRole("button", { name: "Plan" }));
    await waitFor(() => expect(screen.queryByText("It begins.")).toBeNull());
    expect(screen.getByText("It plans.")).toBeVisible();
    expect(page.address()).toBe("/runs/12?lane=1.plan");
    expect(screen.getByRole("button", { name: "Plan" })).toHaveAttribute("aria-pressed", "true");
    await page.user.click(screen.getByRole("button", { name: "Show all lines" }));
    expect(await screen.findByText("It is over.")).toBeVisible();
    expect(page.address()).toBe("/runs/12");
    expect(await accessFaults()).toEqual([]);
  });

  it("says it when it could not be read, and the rest stays", async () => {
    aBackend({ syncs: [aSync(now)], runs: [aRun(now, { id: 12 })], anatomy: anAnatomy(now) });
    server.use(http.get("/api/v1/runs/12/log", () => problem(503, "unavailable", "The database is away.")));
    openPage("/runs/12");
    expect(await screen.findByText("The log could not be read")).toBeVisible();
    expect(screen.getByRole("heading", { name: "Where the time went" })).toBeVisible();
    server.use(
      http.get("/api/v1/runs/12/log", () => HttpResponse.json({ items: [], before: null, written: 0, missing: null })),
    );
  });
});
