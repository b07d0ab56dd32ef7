import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { OneWayProposal } from "../../api/model";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, server } from "../../testing/server";
import { aConnection, aConnector, aForecast, aMe, aRun } from "../../testing/world";

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
    http.post("/api/v1/schedule-forecast", async ({ request }) => {
      const { every, rows } = (await request.json()) as { every: string | null; rows: number };
      return HttpResponse.json(
        aForecast({
          callsPerMonth: rows * 10,
          fits: every !== "1h",
          suggestion: every === "1h" ? "2h" : null,
          sentence: `About ${rows * 10} calls a month.`,
        }),
      );
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

  it("foretells the calls before the schedule is saved, and takes one that fits", async () => {
    aWorld();
    const page = openPage(filled);
    await page.user.selectOptions(await screen.findByRole("combobox", { name: "Runs" }), "Every hour");
    const rows = await screen.findByRole("textbox", { name: "Rows of each table, about" });
    expect(rows).toHaveValue("9");
    expect(screen.getByText("About 90 calls a month.")).toBeVisible();
    await page.user.clear(rows);
    await page.user.type(rows, "5000");
    expect(await screen.findByText("About 50000 calls a month.")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Take every 2 hours" }));
    expect(screen.getByRole("combobox", { name: "Runs" })).toHaveValue("2h");
    await waitFor(() => expect(screen.queryByRole("button", { name: /^Take/ })).toBeNull());
  });

  it("changes values on their way, and says what cannot be", async () => {
    aWorld();
    let body: { definition?: { fields?: unknown } } = {};
    server.use(
      http.post("/api/v1/syncs", async ({ request }) => {
        body = (await request.json()) as typeof body;
        return HttpResponse.json({ title: "x", status: 409, code: "exists", detail: "It is there." }, { status: 409 });
      }),
    );
    const page = openPage(filled);
    await page.user.click(await screen.findByRole("button", { name: "Change the values of Name" }));
    const panel = within(screen.getByRole("group", { name: "Values of Name" }));
    await page.user.click(panel.getByRole("checkbox", { name: "Without blanks around" }));
    for (const [value, becomes] of [
      ["N", "New"],
      ["N", "Old"],
    ] as const) {
      await page.user.click(panel.getByRole("button", { name: "Map a value" }));
      await page.user.type(panel.getAllByRole("textbox", { name: /^Value \d$/ }).at(-1) as HTMLElement, value);
      await page.user.type(
        panel.getAllByRole("textbox", { name: /^Value \d becomes$/ }).at(-1) as HTMLElement,
        becomes,
      );
    }
    expect(screen.getAllByText("The value “N” stands twice.")[0]).toBeVisible();
    expect(screen.getByRole("button", { name: /Create the sync/ })).toBeDisabled();
    await page.user.click(panel.getByRole("button", { name: "Take value 2 away" }));
    expect(panel.getByText(/a row with another value fails/)).toBeVisible();
    await page.user.click(panel.getByRole("checkbox", { name: "Every other value becomes" }));
    await page.user.type(panel.getByRole("textbox", { name: "What every other value becomes" }), "?");
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: /Create the sync/ }));
    await screen.findByText("It is there.");
    expect(body.definition?.fields).toContainEqual({
      left: "Name",
      right: "name",
      type: "text",
      transforms: ["trim", { value_map: { values: { N: "New" }, otherwise: "?" } }],
    });
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
