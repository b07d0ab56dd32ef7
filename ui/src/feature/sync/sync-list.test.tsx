import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aFreshness, aMe, aRun, aSide, aSync, aTally, aTwoWaySync, at, minute } from "../../testing/world";

const now = Date.now();

function aFleet() {
  return [
    aSync(now),
    aSync(now, {
      name: "rates",
      title: "Exchange rates",
      rehearsal: true,
      freshness: aFreshness(now, { promiseSeconds: 3600, confirmedAt: at(now, 150 * minute), state: "late" }),
      left: aSide("ECB feed", "http", "rates"),
    }),
  ];
}

const rowOf = async (title: string) => {
  const link = await screen.findByRole("link", { name: title });
  const row = link.closest("tr");
  if (!row) throw new Error(`${title} is in no row`);
  return within(row);
};

describe("the list of syncs", () => {
  it("says of each sync its route, last run, rows, data age, next run, and that it is a rehearsal", async () => {
    aBackend({ syncs: aFleet() });
    openPage("/syncs");
    const clients = await rowOf("Clients");
    expect(clients.getByText("Succeeded")).toBeVisible();
    expect(clients.getByText(/Booking API/)).toHaveTextContent("Booking API to Wellness database");
    expect(clients.getByText("193").parentElement).toHaveTextContent("193 updated");
    expect(clients.getByText("every 6 h")).toBeVisible();
    expect(clients.queryByText("rehearsal")).toBeNull();
    const rates = await rowOf("Exchange rates");
    expect(rates.getByText("2 h · late")).toBeVisible();
    expect(rates.getByText("rehearsal")).toBeVisible();
    expect(screen.getByText("2 syncs, 1 late")).toBeVisible();
  });

  it("says of a two-way sync both ways, its conflicts, and what a held run waits for", async () => {
    const held = aRun(now, {
      id: 9,
      status: "held",
      endedAt: null,
      held: { reason: "first_match", detail: "Both filled" },
    });
    const last = aRun(now, { tally: { left: aTally({ updated: 2, conflict: 1 }), right: aTally({ created: 12 }) } });
    aBackend({ syncs: [aTwoWaySync(now, { conflicts: 3, activeRun: held, lastRun: last })], runs: [held] });
    openPage("/syncs");
    const row = await rowOf("CRM contacts");
    expect(row.getByText(/Airtable/)).toHaveTextContent("Airtable and Contact sheet");
    expect(row.getByText("to the right:").parentElement).toHaveTextContent("12 created");
    expect(row.getByText("to the left:").parentElement).toHaveTextContent("2 updated, 1 conflict");
    expect(row.getByRole("link", { name: "3 conflicts" })).toHaveAttribute("href", "/conflicts?sync=contacts");
    expect(row.getByText("first match: waits for a choice")).toBeVisible();
    expect(screen.getByText("1 sync, 1 held for approval, 3 conflicts")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("draws the day as a picture whose words hold the same facts", async () => {
    aBackend({ syncs: [aSync(now)] });
    openPage("/syncs");
    const tape = await screen.findByRole("slider", { name: "Clients, last 24 hours: 4 runs" });
    const marks = [...tape.querySelectorAll("[data-marks]")].map(
      (path) => path.getAttribute("d")?.split("M").length ?? 1,
    );
    expect(marks.reduce((sum, parts) => sum + parts - 1, 0)).toBe(4);
  });

  it("draws a screenful of a hundred syncs, and says how many rows the table has", async () => {
    aBackend({
      syncs: Array.from({ length: 100 }, (_, at) => aSync(now, { name: `many_${at}`, title: `Many ${at}` })),
    });
    openPage("/syncs");
    await screen.findByText("Many 0");
    const list = document.querySelector("table[aria-rowcount]");
    expect(list).toHaveAttribute("aria-rowcount", "101");
    expect(list?.querySelectorAll("tbody th").length).toBeLessThan(60);
  });

  it("opens a run of the tape by keys alone", async () => {
    aBackend({ syncs: [aSync(now)], runs: [aRun(now, { id: 4099 })] });
    const page = openPage("/syncs");
    (await screen.findByRole("slider", { name: /Clients/ })).focus();
    await page.user.keyboard("{ArrowLeft}{ArrowLeft}{Enter}");
    expect(await screen.findByRole("heading", { name: "Clients run 4099" })).toBeVisible();
  });

  it("keeps its filter in the address and finds the way back from an empty result", async () => {
    aBackend({ syncs: aFleet() });
    const page = openPage("/syncs");
    await page.user.type(await screen.findByRole("searchbox", { name: "Filter syncs" }), "nothing");
    expect(await screen.findByText("No sync matches “nothing”")).toBeVisible();
    expect(page.address()).toBe("/syncs?q=nothing");
    await page.user.click(screen.getByRole("link", { name: "Clear filter" }));
    expect(await screen.findByRole("link", { name: "Clients" })).toBeVisible();
    expect(screen.getByRole("searchbox")).toHaveValue("");
    await page.user.click(screen.getByRole("link", { name: "Late" }));
    await waitFor(() => expect(screen.queryByRole("link", { name: "Clients" })).toBeNull());
    expect(page.address()).toBe("/syncs?state=late");
    const chosen = within(screen.getByRole("navigation", { name: "Syncs by freshness" })).getAllByRole("link", {
      current: "page",
    });
    expect(chosen.map((link) => link.textContent)).toEqual(["Late"]);
  });

  it("teaches when there is no sync at all", async () => {
    aBackend();
    openPage("/syncs");
    expect(await screen.findByText("No sync yet")).toBeVisible();
  });

  it("says what could not be read and reads it on Try again", async () => {
    const backend = aBackend();
    server.use(http.get("/api/v1/syncs", () => problem(503, "database_down", "The database does not answer.")));
    const page = openPage("/syncs");
    expect(await screen.findByText("The database does not answer.")).toBeVisible();
    server.resetHandlers();
    aBackend({ ...backend, syncs: aFleet() });
    await page.user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "Clients" })).toBeVisible();
  });

  it("keeps what it has and says since when, once it cannot be refreshed", async () => {
    aBackend({ syncs: aFleet() });
    const page = openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    server.use(http.get("/api/v1/syncs", () => problem(503, "database_down", "The database does not answer.")));
    await page.tell({ kind: "sync", sync: "clients" });
    expect(await screen.findByText(/Could not refresh. This is how it was at/)).toBeVisible();
    expect(screen.getByRole("link", { name: "Clients" })).toBeVisible();
  });

  it("gives a viewer no button", async () => {
    aBackend({ syncs: aFleet(), me: aMe({ role: "viewer" }) });
    openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    expect(screen.queryByRole("button", { name: /^(Sync|More)/ })).toBeNull();
  });

  it("shows the server's active run on the button, so a refresh changes nothing", async () => {
    const active = aRun(now, {
      id: 9,
      status: "running",
      phase: "observe",
      endedAt: null,
      progress: { read: 300, planned: 0, applied: 0, total: 900 },
    });
    aBackend({ syncs: [aSync(now, { activeRun: active })], runs: [active] });
    openPage("/syncs");
    expect(await screen.findByRole("link", { name: "Running: open run 9 of Clients" })).toHaveAttribute(
      "href",
      "/runs/9",
    );
    expect((await rowOf("Clients")).getByText("300 of 900 read")).toBeVisible();
  });

  it("has no access fault", async () => {
    aBackend({
      syncs: [...aFleet(), aSync(now, { name: "new", title: "New", lastRun: null, tape: [], due: [], schedule: null })],
    });
    openPage("/syncs");
    await screen.findByRole("link", { name: "New" });
    expect(await accessFaults()).toEqual([]);
  });
});

describe("the menu of a sync", () => {
  it("begins a dry run, and has no access fault while it is open", async () => {
    const backend = aBackend({ syncs: [aSync(now)] });
    const dry = aRun(now, {
      id: 31,
      dryRun: true,
      trigger: "manual",
      acknowledged: false,
      sentence: "Nothing has been written. It would be: 3 created.",
    });
    server.use(
      http.post("/api/v1/syncs/clients/plan", () => {
        backend.runs.push(dry);
        return HttpResponse.json({ run: 31 }, { status: 202 });
      }),
    );
    const page = openPage("/syncs");
    await page.user.click(await screen.findByRole("button", { name: "More for Clients" }));
    const item = await screen.findByRole("menuitem", { name: "Dry run" });
    expect(await accessFaults()).toEqual([]);
    await page.user.click(item);
    const dock = within(screen.getByRole("region", { name: "Your runs" }));
    expect(await dock.findByText("Nothing has been written. It would be: 3 created.")).toBeVisible();
  });

  it("pauses and resumes the schedule", async () => {
    const backend = aBackend({ syncs: [aSync(now)] });
    const turn = (paused: boolean) => () => {
      backend.syncs = [aSync(now, { paused, pausedReason: paused ? "by hand" : null })];
      return HttpResponse.json(backend.syncs[0]);
    };
    server.use(
      http.post("/api/v1/syncs/clients/pause", turn(true)),
      http.post("/api/v1/syncs/clients/resume", turn(false)),
    );
    const page = openPage("/syncs");
    await page.user.click(await screen.findByRole("button", { name: "More for Clients" }));
    await page.user.click(await screen.findByRole("menuitem", { name: "Pause schedule" }));
    expect(await screen.findByText("by hand")).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "More for Clients" }));
    await page.user.click(await screen.findByRole("menuitem", { name: "Resume schedule" }));
    expect(await screen.findByText("every 6 h")).toBeVisible();
  });
});

describe("the Sync button", () => {
  it("answers in the same turn as the press, follows the run to its end, and keeps that until it is dismissed", async () => {
    const started = aRun(now, {
      id: 77,
      trigger: "manual",
      actor: "Mira Okafor",
      status: "running",
      phase: "observe",
      endedAt: null,
      acknowledged: false,
      tally: { left: null, right: null },
      progress: { read: 12, planned: 0, applied: 0, total: null },
    });
    const backend = aBackend({ syncs: [aSync(now)] });
    let answer = () => {};
    server.use(
      http.post("/api/v1/sync/clients", async () => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        backend.runs.push(started);
        return HttpResponse.json(
          {
            runs: [
              {
                sync: "clients",
                run: 77,
                attached: false,
                followUp: false,
                sentence: "Sync started",
                href: "/runs/77",
              },
            ],
          },
          { status: 202 },
        );
      }),
    );
    const page = openPage("/syncs");
    const dock = within(await screen.findByRole("region", { name: "Your runs" }));
    await page.user.click(await screen.findByRole("button", { name: "Sync Clients" }));
    expect(screen.getByRole("button", { name: "Starting Clients…" })).toBeVisible();
    expect(dock.getByText("Sync started…")).toBeVisible();

    await waitFor(() => expect(backend.calls).toEqual(["POST /api/v1/sync/clients"]));
    answer();
    expect(await dock.findByText("12 rows read")).toBeVisible();
    expect(screen.getByRole("link", { name: "Running: open run 77 of Clients" })).toBeVisible();

    const ended = {
      ...started,
      status: "partial" as const,
      phase: null,
      endedAt: at(now, 0),
      sentence: "12 created, 90 updated, 5 failed, 6 skipped",
      tally: { left: null, right: aTally({ created: 12, updated: 90, failed: 5, skipped: 6 }) },
    };
    backend.runs[0] = ended;
    await page.tell({ kind: "run", run: ended });
    expect(dock.getByText("Partial")).toBeVisible();
    expect(dock.getByText(/^12 created, 90 updated, 5 failed, 6 skipped/)).toBeVisible();
    expect(dock.getByRole("link", { name: "See the 5" })).toHaveAttribute("href", "/runs/77?status=failed");
    expect(await dock.findByText("Clients: Partial. 12 created, 90 updated, 5 failed, 6 skipped")).toHaveAttribute(
      "role",
      "status",
    );

    await page.user.click(dock.getByRole("button", { name: "Dismiss run 77 of Clients" }));
    expect(dock.queryByText("Partial")).toBeNull();
    await waitFor(() => expect(backend.calls).toContain("POST /api/v1/runs/77/acknowledge"));
  });

  it("says why nothing was started", async () => {
    aBackend({ syncs: [aSync(now)] });
    server.use(
      http.post("/api/v1/sync/clients", () => problem(409, "no_credential", "Booking API has no credential.")),
    );
    const page = openPage("/syncs");
    await page.user.click(await screen.findByRole("button", { name: "Sync Clients" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Booking API has no credential.");
    expect(screen.getByRole("button", { name: "Sync Clients" })).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("brings back after a refresh the end that was not dismissed, and no schedule's", async () => {
    aBackend({
      syncs: [aSync(now)],
      runs: [
        aRun(now, { id: 5, trigger: "manual", acknowledged: false, sentence: "1 created" }),
        aRun(now, { id: 6, trigger: "schedule", acknowledged: true, sentence: "2 created" }),
      ],
    });
    openPage("/syncs");
    const dock = within(await screen.findByRole("region", { name: "Your runs" }));
    expect(await dock.findByText("1 created")).toBeVisible();
    expect(dock.queryByText("2 created")).toBeNull();
  });

  it("can be pressed by the row's key, and not while somebody types", async () => {
    const backend = aBackend({ syncs: [aSync(now)] });
    server.use(http.post("/api/v1/sync/clients", () => problem(409, "busy", "Busy.")));
    const page = openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    await page.user.keyboard("/s");
    expect(screen.getByRole("searchbox")).toHaveValue("s");
    expect(backend.calls).toEqual([]);
    await page.user.keyboard("{Escape}{Escape}");
    await waitFor(() => expect(screen.getByRole("searchbox")).not.toHaveFocus());
    await screen.findByRole("link", { name: "Clients" });
    await page.user.keyboard("js");
    await waitFor(() => expect(backend.calls).toEqual(["POST /api/v1/sync/clients"]));
  });

  it("does to all that the filter means, with their number in the button", async () => {
    const fleet = Array.from({ length: 12 }, (_, i) =>
      aSync(now, { name: `s${i}`, title: `Sync ${i}`, paused: i === 3 }),
    );
    const backend = aBackend({ syncs: fleet });
    const bodies: unknown[] = [];
    server.use(
      http.post("/api/v1/syncs/pause", async ({ request }) => {
        bodies.push(await request.json());
        expect(request.headers.get("Idempotency-Key")).not.toBeNull();
        for (const sync of backend.syncs) sync.paused = true;
        return HttpResponse.json({ count: 11, leftOut: [], sentence: "11 syncs are paused." });
      }),
      http.post("/api/v1/syncs/resume", async ({ request }) => {
        bodies.push(await request.json());
        return problem(409, "other_count", "This would be done to 13 syncs now and not to 12.");
      }),
    );
    const page = openPage("/syncs");
    expect(await screen.findByRole("button", { name: "Run 11 syncs" })).toBeVisible();
    expect(screen.getByRole("button", { name: "Resume 1 sync" })).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "Pause 11 syncs" }));
    expect(bodies).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Pause 11 syncs now" }));
    expect(await screen.findByText("11 syncs are paused.")).toBeVisible();
    expect(bodies).toEqual([{ q: null, state: null, count: 11, reason: "by hand" }]);
    await page.user.click(await screen.findByRole("button", { name: "Resume 12 syncs" }));
    await page.user.click(screen.getByRole("button", { name: "Resume 12 syncs now" }));
    expect(await screen.findByText(/to 13 syncs now and not to 12/)).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("offers a viewer nothing to do to many", async () => {
    aBackend({ me: aMe({ role: "viewer" }), syncs: aFleet() });
    openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    expect(screen.queryByRole("button", { name: /syncs$/ })).toBeNull();
  });
});
