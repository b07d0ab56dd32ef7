import { screen, within } from "@testing-library/react";
import { http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aConnection, aFreshness, aHealth, aMe, aRun, aSync, aTwoWaySync, at, hour, minute } from "../../testing/world";

const now = Date.now();

const held = aRun(now, {
  id: 41,
  status: "held",
  endedAt: null,
  held: { reason: "breaker", detail: "It would delete 412 rows." },
  plan: { hash: "c40f", changes: 412 },
});

function aTroubledFleet() {
  return [
    aSync(now),
    aSync(now, { name: "brands", title: "Brands", activeRun: held }),
    aSync(now, {
      name: "rates",
      title: "Rates",
      freshness: aFreshness(now, { state: "late", promiseSeconds: 3600, confirmedAt: at(now, 3 * hour) }),
      lastRun: aRun(now, { id: 40, status: "failed", sentence: "The feed refuses the credential." }),
    }),
    aTwoWaySync(now, { conflicts: 3 }),
  ];
}

describe("the overview", () => {
  it("says what needs somebody, the worst first, each with its one action", async () => {
    aBackend({
      syncs: aTroubledFleet(),
      connections: [
        aConnection(now, {
          signIn: {
            kind: "oauth",
            state: "reconnect",
            sentence: "The sign-in was withdrawn.",
            missingScopes: [],
            connectedAt: null,
            connectedBy: null,
          },
        }),
      ],
      health: aHealth({
        schedules: [{ sync: "clients", schedule: { text: "every 6 h", zone: "UTC", next: [at(now, -5 * minute)] } }],
      }),
    });
    openPage("/");
    const needs = within(await screen.findByRole("region", { name: "Needs you" }));
    expect((await needs.findAllByRole("link")).map((link) => [link.textContent, link.getAttribute("href")])).toEqual([
      ["Connect it again", "/connections/airtable"],
      ["See why", "/runs/40"],
      ["Look at 412 changes", "/runs/41"],
      ["Open the sync", "/syncs/rates"],
      ["Decide 3 conflicts", "/conflicts?sync=contacts"],
    ]);
    expect(screen.getByText("3 of 4 syncs fresh")).toBeVisible();
    const fleet = within(screen.getByRole("table", { name: /Each sync's runs/ }));
    expect(fleet.getAllByRole("rowheader")[0]).toHaveTextContent("Rates");
    expect(screen.getByRole("img", { name: /rows moved in 24 hours, 0 rows failed/ })).toBeVisible();
    expect(await screen.findByText(/^in \d min, every 6 h$/)).toBeVisible();
    expect(screen.getByText("0 running, 0 waiting")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("says in one line that all is well", async () => {
    aBackend({ syncs: [aSync(now), aTwoWaySync(now)] });
    openPage("/");
    expect(await screen.findByText("All 2 syncs are fresh")).toBeVisible();
    expect(screen.queryByRole("region", { name: "Needs you" })).toBeNull();
  });

  it("shows an admin the three steps when nothing is set up, and others whom to ask", async () => {
    aBackend({ me: aMe({ role: "admin" }), connections: [aConnection(now)] });
    const page = openPage("/");
    expect(await screen.findByRole("link", { name: "Create a sync" })).toHaveAttribute("href", "/create-sync");
    expect(await screen.findByText("1 connection so far")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    page.unmount();
    aBackend();
    openPage("/");
    expect(await screen.findByText("Nothing is synced yet")).toBeVisible();
  });

  it("keeps the rest usable when one part cannot be read", async () => {
    aBackend({ syncs: [aSync(now)] });
    server.use(http.get("/api/v1/sync/status", () => problem(503, "database_down", "The database does not answer.")));
    openPage("/");
    expect(await screen.findByText("The database does not answer.")).toBeVisible();
    expect(screen.getByRole("link", { name: "Clients" })).toBeVisible();
  });
});
