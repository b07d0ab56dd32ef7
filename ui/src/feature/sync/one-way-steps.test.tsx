import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { OneWayProposal } from "../../api/model";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, server } from "../../testing/server";
import { aConnection, aConnector, aMe, aRun } from "../../testing/world";

const now = Date.now();
const types = ["text", "decimal", "date"];
const fits = (...levels: string[]) =>
  levels.map((level, at) => ({
    type: types[at] ?? "text",
    level,
    note: level === "fits" ? null : level === "some" ? "1 of 9 values looked at are no number." : "Does not fit.",
  }));

function aOneWay(change: Partial<OneWayProposal> = {}): OneWayProposal {
  const line = (left: string, right: string, type: string, levels: string[]) => ({
    left,
    leftType: "text",
    right,
    type,
    exists: false,
    fits: fits(...levels),
  });
  return {
    key: ["Code"],
    keySentence: "In the first 9 rows it is filled everywhere and never the same twice.",
    needsKey: true,
    left: {},
    unique: ["Code"],
    table: "brands",
    exists: false,
    rightKey: "code",
    keys: [],
    columns: [],
    required: [],
    lacks: [],
    amended: { manage_columns: true },
    untouched: { sync_columns: false },
    looked: 9,
    lines: [
      { ...line("Code", "code", "text", ["fits", "none", "none"]), right: null },
      line("Name", "name", "text", ["fits", "none", "none"]),
      line("Price", "price", "text", ["fits", "some", "none"]),
    ],
    ...change,
  };
}

function aWorld(proposal = aOneWay()) {
  const backend = aBackend({
    me: aMe({ role: "admin" }),
    connections: [
      aConnection(now, { name: "files", title: "Shared files", connector: "csv" }),
      aConnection(now, { name: "database", title: "Database", connector: "postgres" }),
    ],
    runs: [aRun(now, { id: 61, dryRun: true, sentence: "It would be: 3 created." })],
  });
  const key = { name: "key", kind: "list", required: true, secret: false, description: "The key." };
  server.use(
    http.get("/api/v1/connectors", () =>
      HttpResponse.json({
        items: [
          aConnector({ name: "csv", rowsHaveIds: false, tableSettings: [key] }),
          aConnector({ name: "postgres", rowsHaveIds: false, reads: false, writesByKey: true }),
        ],
        next: null,
      }),
    ),
    http.get("/api/v1/connections/files/tables", () => HttpResponse.json({ items: ["Brands"], next: null })),
    http.get("/api/v1/connections/database/tables", () => HttpResponse.json({ items: ["clients"], next: null })),
    http.post("/api/v1/mappings/propose-one-way", () => HttpResponse.json(proposal)),
    http.post("/api/v1/schedule-preview", async ({ request }) => {
      const { cron } = (await request.json()) as { cron: string | null };
      return cron === "wrong"
        ? HttpResponse.json(
            {
              title: "invalid",
              status: 400,
              code: "invalid",
              detail: "Some fields are not right.",
              errors: [{ pointer: "/cron", detail: "A cron has five fields." }],
            },
            { status: 400 },
          )
        : HttpResponse.json({ text: "hourly", next: ["2026-11-27T06:00:00Z"] });
    }),
  );
  return backend;
}

const filled = "/create-sync?left=files&leftTable=Brands&right=database&rightTable=brands";

describe("creating a one-way sync", () => {
  it("goes from a file to a new table and its first plan by choices alone", async () => {
    const backend = aWorld();
    let body: unknown;
    server.use(
      http.post("/api/v1/syncs", async ({ request }) => {
        body = await request.json();
        return HttpResponse.json({ name: "brands", fromPage: true, revision: 1, definition: {} }, { status: 201 });
      }),
      http.post("/api/v1/syncs/brands/plan", () => HttpResponse.json({ run: 61 }, { status: 202 })),
    );
    const page = openPage("/create-sync");
    const left = await screen.findByRole("combobox", { name: "Left connection" });
    expect(within(left).queryByRole("option", { name: "Database" })).toBeNull();
    await page.user.selectOptions(left, "Shared files");
    const right = screen.getByRole("combobox", { name: "Right connection" });
    expect(within(right).queryByRole("option", { name: "Shared files" })).toBeNull();
    await page.user.selectOptions(right, "Database");
    await screen.findByRole("option", { name: "Brands" });
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Left table" }), "Brands");
    await screen.findByRole("option", { name: "clients" });
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Right table" }), "A new table…");
    expect(screen.getByRole("textbox", { name: "Name of the new table" })).toHaveValue("brands");

    expect(await screen.findByText(/never the same twice/)).toBeVisible();
    expect(screen.getByText(/“brands” is not there yet/)).toBeVisible();
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Type of Price" }), "number");
    expect(screen.getByText("1 of 9 values looked at are no number.")).toBeVisible();
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Runs" }), "Every hour");
    expect(await screen.findByText(/^About: /)).toBeVisible();
    expect(await accessFaults()).toEqual([]);

    await page.user.click(screen.getByRole("button", { name: "Create the sync and show its first plan" }));
    await waitFor(() => expect(page.address()).toBe("/runs/61"));
    expect(body).toEqual({
      name: "brands",
      definition: {
        title: "Brands",
        left: { connection: "files", table: "Brands", key: "Code" },
        right: { connection: "database", table: "brands", key: "code" },
        fields: [
          { left: "Name", right: "name", type: "text" },
          { left: "Price", right: "price", type: "decimal" },
        ],
        schedule: { every: "1h" },
      },
    });
    expect(backend.calls).toContain("POST /api/v1/syncs/brands/plan");
  });

  it("names what does not fit at its field and keeps what was typed", async () => {
    aWorld();
    const page = openPage(filled);
    const column = await screen.findByRole("combobox", { name: "Column for Price" });
    await page.user.clear(column);
    await page.user.type(column, "name");
    expect(screen.getAllByText("Two fields fill “name”; only one can.")).toHaveLength(2);
    expect(screen.getByRole("button", { name: /Create the sync/ })).toBeDisabled();
    await page.user.type(column, "_2");
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Type of Name" }), "date");
    expect(screen.getByText("Does not fit.")).toBeVisible();
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Type of Name" }), "text");
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Runs" }), "At times of a cron expression");
    const cron = screen.getByRole("textbox", { name: "Cron" });
    await page.user.clear(cron);
    await page.user.type(cron, "wrong");
    expect(await screen.findByText("A cron has five fields.")).toBeVisible();
    expect(cron).toHaveValue("wrong");
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Field of the source" }), "Name");
    expect(screen.getByText(/“Name” is empty or the same more than once/)).toBeVisible();
  });

  it("adds columns to a table that is there only when that is allowed, and leaves rows out", async () => {
    aWorld(
      aOneWay({
        exists: true,
        keys: ["code"],
        columns: [
          { id: "code", name: "code", type: "text", readOnly: false },
          { id: "name", name: "name", type: "text", readOnly: false },
        ],
        lacks: ["last_synced_at"],
        lines: aOneWay().lines.map((line) => ({ ...line, exists: line.right === "name" })),
      }),
    );
    let body: { definition?: Record<string, unknown> } = {};
    server.use(
      http.post("/api/v1/syncs", async ({ request }) => {
        body = (await request.json()) as typeof body;
        return HttpResponse.json(
          { title: "exists", status: 409, code: "exists", detail: "There is a sync 'brands' already." },
          { status: 409 },
        );
      }),
    );
    const page = openPage(filled);
    const price = await screen.findByRole("checkbox", { name: "Sync Price" });
    expect(price).not.toBeChecked();
    await page.user.click(price);
    expect(screen.getByText(/has no column “price”/)).toBeVisible();
    await page.user.click(screen.getByRole("checkbox", { name: /Add columns that the table lacks/ }));
    expect(screen.queryByText(/has no column “price”/)).toBeNull();
    await page.user.click(screen.getByRole("button", { name: "Add a rule" }));
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Where" }), "Name");
    await page.user.click(screen.getByRole("button", { name: /Create the sync/ }));
    expect(await screen.findByText("There is a sync 'brands' already.")).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Title" })).toBeInvalid();
    expect(body.definition?.right).toEqual({
      connection: "database",
      table: "brands",
      key: "code",
      manage_columns: true,
    });
    expect(body.definition?.skip).toEqual([{ as: "Name empty", when: { field: "Name", empty: true } }]);
  });
});
