import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aGroup, aGroupRun, aMe, aRun, aSync } from "../../testing/world";

const now = Date.now();
const brands = aSync(now, { name: "brands", title: "Brands" });
const running = aGroupRun(now, {
  status: "running",
  endedAt: null,
  sentence: "Brands: Reading: 40 rows so far. Packages: waits for its turn",
  steps: [
    { sync: "brands", title: "Brands", status: "running", run: 4301, sentence: "Reading: 40 rows so far" },
    { sync: "packages", title: "Packages", status: "waiting", run: null, sentence: "waits for its turn" },
  ],
});

const line = async () => within(await screen.findByRole("region", { name: "Groups of syncs" }));

describe("a group of syncs", () => {
  it("that came partly through is partial, never a success, and names what failed", async () => {
    aBackend({ groups: [aGroup(now)], syncs: [brands] });
    openPage("/syncs");
    const group = await line();
    expect(group.getByRole("heading", { name: "Master data" })).toBeVisible();
    expect(group.getByText("Partial")).toHaveAttribute("data-look", "partial");
    expect(group.getByText("Brands: 5 created, 10 updated, 2 failed. Packages: 39 created, 0 updated.")).toBeVisible();
    expect(group.getByRole("link", { name: "Brands" })).toHaveAttribute("href", "/runs/4301");
    expect(group.queryByRole("link", { name: "Packages" })).toBeNull();
    expect(group.getByRole("list")).toHaveAttribute("data-status", "partial");
    expect(await accessFaults()).toEqual([]);
  });

  it("starts by one press, follows its runs, and starts nothing twice", async () => {
    const backend = aBackend({ groups: [aGroup(now, { lastRun: null })], syncs: [brands] });
    server.use(
      http.post("/api/v1/groups/master-data/sync", ({ request }) => {
        expect(request.headers.get("Idempotency-Key")).not.toBeNull();
        backend.groups = [aGroup(now, { lastRun: running })];
        return HttpResponse.json(
          { group: "master-data", attached: false, sentence: "Started", run: running, href: "/api/v1/groups/x" },
          { status: 202 },
        );
      }),
    );
    const page = openPage("/syncs");
    const group = await line();
    expect(group.getByText("never run together: brands, packages")).toBeVisible();
    await page.user.click(group.getByRole("button", { name: "Sync all 2 of Master data" }));
    expect(await group.findByText(/^Brands: Reading: 40 rows so far/)).toBeVisible();
    await page.user.click(group.getByRole("button", { name: "Master data: Running" }));
    expect(backend.calls).toEqual(["POST /api/v1/groups/master-data/sync"]);
    backend.groups = [aGroup(now)];
    await page.tell({ kind: "run", run: aRun(now, { id: 4301, sync: "brands", status: "partial" }) });
    await waitFor(() =>
      expect(group.getByRole("status")).toHaveTextContent(/^Master data: partial. Brands: 5 created/),
    );
    expect(group.getByRole("button", { name: "Sync all 2 of Master data" })).toBeVisible();
  });

  it("is asked for again only when one of its own syncs moves", async () => {
    const backend = aBackend({ groups: [aGroup(now)], syncs: [brands] });
    const page = openPage("/syncs");
    await line();
    let asked = 0;
    server.events.on("request:start", ({ request }) => {
      if (new URL(request.url).pathname === "/api/v1/groups") asked++;
    });
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await page.tell({ kind: "run", run: aRun(now, { id: 4400, sync: "clients" }) });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toBe(0);
    await page.tell({ kind: "run", run: aRun(now, { id: 4401, sync: "brands" }) });
    await waitFor(() => expect(asked).toBe(1));
    // That it ended is told a moment after its last run, as one of its syncs; nothing is asked in between.
    backend.groups = [aGroup(now, { lastRun: running })];
    await page.tell({ kind: "sync", sync: "brands" });
    await waitFor(() => expect(asked).toBe(2));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toBe(2);
    expect(backend.calls).toEqual([]);
  });

  it("has no button for a viewer", async () => {
    aBackend({ me: aMe({ role: "viewer" }), groups: [aGroup(now)], syncs: [brands] });
    openPage("/syncs");
    expect((await line()).queryByRole("button")).toBeNull();
  });

  it("says why it did not start, and what could not be read", async () => {
    aBackend({ groups: [aGroup(now)], syncs: [brands] });
    server.use(http.post("/api/v1/groups/:name/sync", () => problem(409, "paused", "Brands is paused. Resume it.")));
    const page = openPage("/syncs");
    await page.user.click((await line()).getByRole("button", { name: "Sync all 2 of Master data" }));
    expect(await screen.findByText("Brands is paused. Resume it.")).toBeVisible();
    page.unmount();
    server.use(http.get("/api/v1/groups", () => problem(503, "database_down", "No database.")));
    openPage("/syncs");
    expect(await screen.findByText("The groups could not be read")).toBeVisible();
    expect(await screen.findByRole("link", { name: "Brands" })).toBeVisible();
  });
});
