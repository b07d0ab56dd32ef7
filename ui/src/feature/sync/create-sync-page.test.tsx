import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, server } from "../../testing/server";
import { aConnection, aConnector, aForecast, aMe, aProposal, aRun } from "../../testing/world";

const now = Date.now();

function aWorld(change = {}) {
  const backend = aBackend({
    me: aMe({ role: "admin" }),
    connections: [
      aConnection(now),
      aConnection(now, { name: "sheets", title: "Contact sheet", connector: "google-sheets" }),
      aConnection(now, { name: "database", title: "Database", connector: "postgres" }),
    ],
    runs: [aRun(now, { id: 61, dryRun: true, sentence: "It would be: 3 created." })],
    ...change,
  });
  server.use(
    http.get("/api/v1/connectors", () =>
      HttpResponse.json({
        items: [
          aConnector(),
          aConnector({ name: "google-sheets" }),
          aConnector({ name: "postgres", rowsHaveIds: false, reads: false, writesByKey: true }),
        ],
        next: null,
      }),
    ),
    http.get("/api/v1/connections/airtable/tables", () =>
      HttpResponse.json({ items: ["Contacts", "Deals"], next: null }),
    ),
    http.get("/api/v1/connections/sheets/tables", () => HttpResponse.json({ items: ["Contacts"], next: null })),
    http.post("/api/v1/mappings/propose", () => HttpResponse.json(aProposal())),
    http.post("/api/v1/schedule-preview", () => HttpResponse.json({ text: "hourly", next: ["2026-11-27T06:00:00Z"] })),
    http.post("/api/v1/schedule-forecast", () => HttpResponse.json(aForecast())),
  );
  return backend;
}

const filled = "/create-sync?left=airtable&leftTable=Contacts&right=sheets&rightTable=Contacts";

describe("creating a sync", () => {
  it("goes from two connections to a first plan by choices alone", async () => {
    const backend = aWorld();
    let body: unknown;
    server.use(
      http.post("/api/v1/syncs", async ({ request }) => {
        body = await request.json();
        return HttpResponse.json({ name: "contacts", fromPage: true, revision: 1, definition: {} }, { status: 201 });
      }),
      http.post("/api/v1/syncs/contacts/plan", () => HttpResponse.json({ run: 61 }, { status: 202 })),
    );
    const page = openPage("/create-sync");
    const left = await screen.findByRole("combobox", { name: "Left connection" });
    expect(within(left).queryByRole("option", { name: "Database" })).toBeNull();
    await page.user.selectOptions(left, "Airtable");
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Right connection" }), "Contact sheet");
    await screen.findByRole("option", { name: "Deals" });
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Left table" }), "Contacts");
    await waitFor(() => expect(screen.getByRole("combobox", { name: "Right table" })).toBeEnabled());
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Right table" }), "Contacts");
    expect(page.router.state.location.search).toEqual({
      left: "airtable",
      leftTable: "Contacts",
      right: "sheets",
      rightTable: "Contacts",
    });

    const fields = within(await screen.findByRole("table", { name: /Fields of both tables/ }));
    expect(fields.getByRole("img", { name: "fits, both ways, match key" })).toBeVisible();
    expect(fields.getByRole("img", { name: "loses something, to the right" })).toBeVisible();
    expect(fields.getByRole("img", { name: "does not fit" })).toBeVisible();
    expect(fields.getByText("A list does not fit into a number.")).toBeVisible();
    expect(await accessFaults()).toEqual([]);

    await page.user.click(fields.getByRole("button", { name: "Change the values of Name" }));
    await page.user.click(screen.getByRole("checkbox", { name: "Without blanks around" }));
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Runs" }), "Every hour");
    expect(await screen.findByText(aForecast().sentence)).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "Create the sync and show its first plan" }));
    await waitFor(() => expect(page.address()).toBe("/runs/61"));
    expect(await screen.findByText("Nothing has been written.")).toBeVisible();
    expect(body).toEqual({
      name: "contacts",
      definition: {
        title: "Contacts",
        left: { connection: "airtable", table: "Contacts" },
        right: { connection: "sheets", table: "Contacts" },
        direction: "both",
        match: { left: "Email", right: "Email" },
        fields: [
          { left: "Name", right: "Name", transforms: ["trim"] },
          { left: "Email", right: "Email" },
          { left: "Due", right: "due", flow: "to-right" },
        ],
        on_missing: { left: { policy: "ignore" }, right: { policy: "ignore" } },
        schedule: { every: "1h" },
      },
    });
    expect(backend.calls).toContain("POST /api/v1/syncs/contacts/plan");
  });

  it("binds a lone field, changes the key and the rules, and says what must be mended", async () => {
    aWorld();
    let body: { definition?: { fields?: unknown; match?: unknown } } = {};
    server.use(
      http.post("/api/v1/syncs", async ({ request }) => {
        body = (await request.json()) as typeof body;
        return HttpResponse.json(
          {
            title: "invalid",
            status: 400,
            code: "invalid",
            detail: "Some fields are not right.",
            errors: [{ pointer: "/definition", detail: "The right field 'zip' has two writers." }],
          },
          { status: 400 },
        );
      }),
    );
    const page = openPage(filled);
    await page.user.selectOptions(await screen.findByRole("combobox", { name: "Source of zip" }), "Postcode");
    await page.user.click(screen.getByRole("radio", { name: "Rows find each other by Name" }));
    await page.user.click(screen.getByRole("checkbox", { name: "Sync Email" }));
    await page.user.click(screen.getByRole("checkbox", { name: "Sync Name" }));
    expect(screen.getAllByText("Rows find each other by a field that is not synced.")[0]).toBeVisible();
    expect(screen.getByRole("button", { name: /Create the sync/ })).toBeDisabled();
    await page.user.click(screen.getByRole("checkbox", { name: "Sync Name" }));
    await page.user.selectOptions(
      screen.getByRole("combobox", { name: "When both sides changed the same field" }),
      "the left value wins",
    );
    await page.user.click(screen.getByRole("button", { name: /Create the sync/ }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The right field 'zip' has two writers.");
    expect(body.definition?.match).toEqual({ left: "Name", right: "Name" });
    expect(body.definition?.fields).toContainEqual({ left: "Postcode", right: "zip", on_conflict: "left" });
  });

  it("sends somebody without connections to add them, and others to an admin", async () => {
    aWorld({ connections: [] });
    const page = openPage("/create-sync");
    expect(await screen.findByText("First, two systems to pair")).toBeVisible();
    page.unmount();
    aWorld({ me: aMe() });
    openPage("/create-sync");
    expect(await screen.findByText("Creating a sync, which writes into other systems, is for admins")).toBeVisible();
  });
});
