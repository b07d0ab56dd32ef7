import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { accessFaults, openPage } from "../testing/open-page";
import { aBackend, server } from "../testing/server";
import { aFreshness, aRun, aSync } from "../testing/world";
import { fleetState } from "./fleet-state";

const now = Date.now();

describe("the shell", () => {
  it("says live, and once the line is lost asks every 3 s and says since when", async () => {
    const backend = aBackend({ syncs: [aSync(now)] });
    const page = openPage("/syncs");
    expect(await screen.findByText("live")).toBeVisible();
    await screen.findByRole("link", { name: "Clients" });
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await page.tell({ kind: "state", state: "broken" });
    expect(screen.getByText(/^last updated \d\d:\d\d, connection lost, asking every 3 s$/)).toBeVisible();
    backend.syncs = [aSync(now, { title: "Guests" })];
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await screen.findByRole("link", { name: "Guests" })).toBeVisible();
    backend.syncs = [aSync(now, { title: "Patients" })];
    await page.tell({ kind: "state", state: "open" });
    expect(await screen.findByRole("link", { name: "Patients" })).toBeVisible();
  });

  it("lists its keys, and lets them be switched off", async () => {
    aBackend({ syncs: [aSync(now)] });
    const page = openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    await page.user.keyboard("?");
    const dialog = within(await screen.findByRole("dialog", { name: "Keys" }));
    expect(await accessFaults()).toEqual([]);
    await page.user.click(dialog.getByRole("checkbox", { name: /Single keys act/ }));
    await page.user.click(dialog.getByRole("button", { name: "Close the list of keys" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await page.user.keyboard("?");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("moves over the rows by j and k, and opens one by Enter", async () => {
    aBackend({
      syncs: [aSync(now), aSync(now, { name: "rates", title: "Rates" })],
      runs: [aRun(now, { id: 3, sync: "rates" })],
    });
    const page = openPage("/syncs");
    await screen.findByRole("link", { name: "Rates" });
    await page.user.keyboard("j");
    expect(screen.getByRole("link", { name: "Clients" })).toHaveFocus();
    await page.user.keyboard("jjk");
    expect(screen.getByRole("link", { name: "Clients" })).toHaveFocus();
    await page.user.keyboard("j{Enter}");
    expect(await screen.findByRole("heading", { name: "Rates" })).toBeVisible();
    await page.user.keyboard("gs");
    expect(await screen.findByRole("heading", { name: "Syncs" })).toBeVisible();
  });

  it("plans the row by d, and writes nothing", async () => {
    const backend = aBackend({ syncs: [aSync(now)], runs: [aRun(now, { id: 12 })] });
    server.use(http.post("/api/v1/syncs/clients/plan", () => HttpResponse.json({ run: 12 }, { status: 202 })));
    const page = openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    await page.user.keyboard("d");
    expect(backend.calls).toEqual([]);
    await page.user.keyboard("jd");
    await waitFor(() => expect(backend.calls).toEqual(["POST /api/v1/syncs/clients/plan"]));
  });

  it("goes from error to error by e, and begins anew after the last", async () => {
    aBackend({
      syncs: [aSync(now)],
      runs: [aRun(now, { id: 9, status: "failed" }), aRun(now, { id: 8 }), aRun(now, { id: 7, status: "partial" })],
    });
    const page = openPage("/runs");
    const newest = await screen.findByRole("link", { name: "Clients 9" });
    await page.user.keyboard("e");
    expect(newest).toHaveFocus();
    await page.user.keyboard("e");
    expect(screen.getByRole("link", { name: "Clients 7" })).toHaveFocus();
    await page.user.keyboard("e");
    expect(newest).toHaveFocus();
  });

  it("tells by its mark, and in the tab, how the fleet is", async () => {
    document.head.innerHTML = '<link rel="icon" href="/favicon-fresh.svg">';
    aBackend({ syncs: [aSync(now, { freshness: aFreshness(now, { state: "late" }) })] });
    openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    expect(document.querySelector('link[rel="icon"]')).toHaveAttribute("href", "/favicon-late.svg");
  });
});

describe("the state of the fleet", () => {
  const running = aSync(now, { activeRun: aRun(now, { status: "running" }) });
  const failing = aSync(now, { lastRun: aRun(now, { status: "failed" }) });
  const late = aSync(now, { freshness: aFreshness(now, { state: "late" }) });

  it("is what runs, else what is broken, else what is late, else fresh", () => {
    expect(fleetState([late, failing, running])).toBe("running");
    expect(fleetState([late, failing])).toBe("failing");
    expect(fleetState([late, aSync(now)])).toBe("late");
    expect(fleetState([aSync(now)])).toBe("fresh");
  });

  it("does not count a paused sync's old failure", () => {
    expect(fleetState([{ ...failing, paused: true }])).toBe("fresh");
  });
});
