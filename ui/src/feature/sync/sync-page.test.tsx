import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aMe, aProposal, aRun, aSchedule, aSync, aTwoWaySync, at, hour } from "../../testing/world";

const now = Date.now();

const runs = [3, 2, 1].map((ago) =>
  aRun(now, { id: 100 - ago, startedAt: at(now, ago * 6 * hour), endedAt: at(now, ago * 6 * hour - 40_000) }),
);

function tellDefinition(definition: Record<string, unknown>, fromPage: boolean) {
  server.use(
    http.get("/api/v1/syncs/:name/definition", ({ params }) =>
      HttpResponse.json({ name: params.name, fromPage, revision: 4, definition }),
    ),
  );
}

const bound = {
  direction: "both",
  left: { connection: "airtable", table: "Contacts" },
  right: { connection: "sheets", table: "Contacts" },
  match: { left: "Email", right: "Email" },
  fields: [
    { left: "Name", right: "Name", required: true },
    { left: "Email", right: "Email", on_conflict: "left" },
  ],
  validation: "strict",
};

describe("the page of a sync", () => {
  it("draws its life and lists its runs", async () => {
    aBackend({ syncs: [aSync(now)], runs });
    const page = openPage("/syncs/clients");
    expect(await screen.findByRole("heading", { name: "Clients", level: 1 })).toBeVisible();
    expect(await screen.findByRole("img", { name: /^3 runs, half of them took at most/ })).toBeVisible();
    expect(
      screen.getByRole("img", { name: /The data were at most .* old, promised within 8 h: never past/ }),
    ).toBeVisible();
    expect(await screen.findByRole("link", { name: "Clients 99" })).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("link", { name: "Schedule" }));
    expect(page.address()).toBe("/syncs/clients/schedule");
  });

  it("tells beside its runs who changed the sync itself", async () => {
    aBackend({ syncs: [aSync(now)], runs });
    server.use(
      http.get("/api/v1/audit", ({ request }) => {
        const object = new URL(request.url).searchParams.get("object");
        const entry = { seq: 3, at: at(now, hour), actorId: 1, actor: "Mira Okafor", action: "schedule.changed" };
        const rest = { object, before: null, after: null, address: null, detail: {} };
        return HttpResponse.json({ items: [{ ...entry, ...rest }], next: null });
      }),
    );
    openPage("/syncs/clients");
    const changes = within(await screen.findByRole("list", { name: "Changes of the sync itself" }));
    expect(changes.getByText("schedule changed")).toBeVisible();
    expect(screen.getByRole("link", { name: "All changes of this sync" })).toHaveAttribute(
      "href",
      "/audit?object=sync+clients",
    );
  });

  it("asks for the number of rows before it reads them all again", async () => {
    const backend = aBackend({ syncs: [aSync(now)], runs: [...runs, aRun(now, { id: 120 })] });
    server.use(http.post("/api/v1/sync/clients", () => HttpResponse.json({ runs: [{ run: 120 }], leftOut: [] })));
    const page = openPage("/syncs/clients");
    await page.user.click(await screen.findByRole("button", { name: "More ways to sync Clients" }));
    await page.user.click(await screen.findByRole("menuitem", { name: "Full resync…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Full resync" }));
    const go = dialog.getByRole("button", { name: "Read 1,539 rows again" });
    expect(go).toBeDisabled();
    await page.user.type(dialog.getByRole("textbox", { name: "Type 1,539 to go on" }), "1539");
    await page.user.click(go);
    await waitFor(() => expect(backend.calls).toEqual(["POST /api/v1/sync/clients"]));
  });

  it("offers a sync that never ran its dry run first", async () => {
    aBackend({ syncs: [aSync(now, { lastRun: null, tape: [], due: [] })] });
    openPage("/syncs/clients");
    expect(await screen.findByRole("button", { name: "Dry run" })).toBeVisible();
    expect(await screen.findByText("This sync has not run yet")).toBeVisible();
  });

  it("gives a viewer no button, and says when there is no such sync", async () => {
    aBackend({ syncs: [aSync(now)], runs, me: aMe({ role: "viewer" }) });
    const page = openPage("/syncs/clients");
    await screen.findByRole("heading", { name: "Clients", level: 1 });
    expect(screen.queryByRole("button", { name: /Sync now|More ways/ })).toBeNull();
    page.unmount();
    openPage("/syncs/nothing");
    expect(await screen.findByText("There is no sync “nothing”")).toBeVisible();
  });
});

describe("the schedule of a sync", () => {
  it("shows ten times, foretells the calls, takes the advice and saves", async () => {
    const backend = aBackend({ me: aMe({ role: "admin" }), syncs: [aSync(now)], schedules: [aSchedule(now)] });
    const asked: string[] = [];
    let body: unknown;
    server.use(
      http.get("/api/v1/syncs/clients/forecast", ({ request }) => {
        const every = new URL(request.url).searchParams.get("every") ?? "";
        asked.push(every);
        const fits = every !== "5m";
        return HttpResponse.json({
          callsPerMonth: fits ? 14_400 : 86_400,
          cap: 50_000,
          usedThisMonth: 90,
          sentence: fits ? "It fits." : "Every 5 minutes this is about 86,400 calls a month; 50,000 are allowed.",
          fits,
          suggestion: fits ? null : "30m",
        });
      }),
      http.put("/api/v1/schedules/clients", async ({ request }) => {
        body = await request.json();
        return HttpResponse.json(aSchedule(now, { every: "30m", text: "every 30 min", revision: 2 }));
      }),
    );
    const page = openPage("/syncs/clients/schedule");
    expect(await screen.findByRole("heading", { name: "Next 10 times" })).toBeVisible();
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Interval" }), "Every 5 minutes");
    expect(await screen.findByText(/86,400 calls a month; 50,000 are allowed/)).toBeVisible();
    expect(screen.getByRole("img", { name: "86,400 of 50,000 calls a month" })).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Take every 30 minutes" }));
    await page.user.click(screen.getByRole("button", { name: "Save the schedule" }));
    await waitFor(() => expect(backend.calls).toEqual(["PUT /api/v1/schedules/clients"]));
    expect(body).toMatchObject({ every: "30m", cron: null, missedRun: "once", zone: "Europe/Berlin" });
    expect(asked).toContain("5m");
  });

  it("is only looked at by an operator, and says when it runs by hand", async () => {
    aBackend({ syncs: [aSync(now, { schedule: null })] });
    openPage("/syncs/clients/schedule");
    expect(await screen.findByText("Runs by hand only.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Save the schedule" })).toBeNull();
  });
});

describe("the mapping of a sync", () => {
  it("is drawn, and is changed in the file where it is written", async () => {
    aBackend({ me: aMe({ role: "admin" }), syncs: [aTwoWaySync(now)] });
    tellDefinition(bound, false);
    openPage("/syncs/contacts/mapping");
    expect(await screen.findByText("2 fields synced")).toBeVisible();
    expect(screen.getByRole("img", { name: "fits, both ways, match key" })).toBeVisible();
    expect(screen.getByText(/is changed there/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Edit the mapping" })).toBeNull();
    expect(await accessFaults()).toEqual([]);
  });

  it("is a draft until it is saved, by the revision that was seen, and keeps what it does not show", async () => {
    aBackend({ me: aMe({ role: "admin" }), syncs: [aTwoWaySync(now)] });
    tellDefinition(bound, true);
    let body: unknown;
    server.use(
      http.post("/api/v1/mappings/propose", () => HttpResponse.json(aProposal())),
      http.put("/api/v1/syncs/contacts/definition", async ({ request }) => {
        body = await request.json();
        return problem(409, "other_revision", "It was changed since you opened it.");
      }),
    );
    const page = openPage("/syncs/contacts/mapping");
    await page.user.click(await screen.findByRole("button", { name: "Edit the mapping" }));
    await page.user.click(await screen.findByRole("checkbox", { name: "Sync due" }));
    await page.user.click(screen.getByRole("button", { name: "Save the mapping" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("It was changed since you opened it.");
    expect(body).toEqual({
      revision: 4,
      definition: { ...bound, fields: [...bound.fields, { left: "Due", right: "due", flow: "to-right" }] },
    });
  });
});

describe("the settings of a sync", () => {
  it("say everything it is set up to do, and remove what was made here at the second press", async () => {
    const backend = aBackend({ me: aMe({ role: "admin" }), syncs: [aTwoWaySync(now)] });
    tellDefinition(bound, true);
    server.use(http.delete("/api/v1/syncs/contacts", () => new HttpResponse(null, { status: 204 })));
    const page = openPage("/syncs/contacts/settings");
    expect(await screen.findByText("left: Email, right: Email")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Remove this sync" }));
    expect(backend.calls).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Remove CRM contacts now" }));
    await waitFor(() => expect(page.address()).toBe("/syncs"));
  });
});
