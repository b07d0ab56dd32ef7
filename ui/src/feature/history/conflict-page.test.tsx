import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aConflict, aMe, aPassport, aRun, aTwoWaySync } from "../../testing/world";

const now = Date.now();

function aWorld(change = {}) {
  return aBackend({
    syncs: [aTwoWaySync(now, { conflicts: 3 })],
    runs: [aRun(now, { id: 88, sync: "contacts", trigger: "manual" })],
    rows: [aPassport(now)],
    conflicts: [
      aConflict(now),
      aConflict(now, { id: 32, leftRow: "recA2", rightRow: "row-8", left: "1", right: "2" }),
      aConflict(now, {
        id: 33,
        leftField: "Amount",
        rightField: "Amount",
        left: 12,
        right: 15,
        leftBase: 10,
        rightBase: 10,
      }),
    ],
    ...change,
  });
}

const started = {
  sync: "contacts",
  run: 88,
  attached: false,
  followUp: false,
  sentence: "Run 88 carries it out.",
  href: "",
};

function hearDecisions(backend: ReturnType<typeof aWorld>) {
  const bodies: unknown[] = [];
  server.use(
    http.post("/api/v1/conflicts/resolve", async ({ request }) => {
      const body = (await request.json()) as { expected: number };
      bodies.push(body);
      backend.conflicts = backend.conflicts.filter((one) => one.rightField !== "Phone");
      return HttpResponse.json({ resolved: body.expected, runs: [started], leftOut: [] }, { status: 202 });
    }),
    http.post("/api/v1/conflicts/:id/resolve", async ({ request, params }) => {
      bodies.push({ id: Number(params.id), ...((await request.json()) as object) });
      const conflict = backend.conflicts.find((one) => one.id === Number(params.id));
      return HttpResponse.json({ conflict, run: started, sentence: started.sentence }, { status: 202 });
    }),
  );
  return bodies;
}

describe("the conflicts", () => {
  it("are listed by sync, and the first stands open with both values, the base and what will be", async () => {
    aWorld();
    openPage("/conflicts");
    expect(await screen.findByText("3 fields frozen until somebody decides")).toBeVisible();
    const list = within(screen.getByRole("table", { name: "Conflicts, by sync" }));
    expect(list.getByRole("rowheader", { name: /CRM contacts 3 conflicts/ })).toBeVisible();
    const pane = within(screen.getByRole("region", { name: "Conflict in Phone" }));
    expect(pane.getByText("+44 20 7946 0018")).toBeVisible();
    expect(pane.getByText("+44 20 7946 0991")).toBeVisible();
    expect(pane.getByText("each side keeps its own until somebody decides")).toBeVisible();
    expect(await pane.findByRole("img", { name: /left changed .* right changed .* found/ })).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("are decided by key, and the loser is struck through", async () => {
    const backend = aWorld();
    const bodies = hearDecisions(backend);
    const page = openPage("/conflicts");
    await screen.findByRole("region", { name: "Conflict in Phone" });
    await page.user.keyboard("1");
    expect(await screen.findByText(/1 conflict decided. Run 88 carries it out/)).toBeVisible();
    expect(bodies).toEqual([{ id: 31, choice: "left", value: null, version: "7d1c" }]);
    const pane = within(screen.getByRole("region", { name: "Conflict in Phone" }));
    expect(pane.getByText("+44 20 7946 0042").tagName).toBe("DEL");
    expect(pane.getByRole("link", { name: /Run 88 .* can be undone/ })).toHaveAttribute("href", "/runs/88");
    await page.user.keyboard("n");
    await waitFor(() => expect(page.address()).toBe("/conflicts?at=32"));
  });

  it("takes a value of one's own, in the type of the field", async () => {
    const bodies = hearDecisions(aWorld());
    const page = openPage("/conflicts?at=33");
    await screen.findByRole("region", { name: "Conflict in Amount" });
    await page.user.keyboard("3");
    const box = screen.getByRole("textbox", { name: /Another value/ });
    expect(box).toHaveFocus();
    await page.user.type(box, "twelve");
    expect(screen.getByText("This field holds a number, such as 12.5.")).toBeVisible();
    await page.user.clear(box);
    await page.user.type(box, "13.5{Enter}");
    await waitFor(() => expect(bodies).toEqual([{ id: 33, choice: "other", value: 13.5, version: "7d1c" }]));
  });

  it("are decided all alike, by the number that was seen", async () => {
    const backend = aWorld();
    const bodies = hearDecisions(backend);
    const page = openPage("/conflicts");
    await page.user.click(await screen.findByRole("button", { name: "Keep right in all 2" }));
    await waitFor(() =>
      expect(bodies).toEqual([
        { choice: "right", value: null, filter: { sync: "contacts", field: "Phone", row: null }, expected: 2 },
      ]),
    );
    await waitFor(() => expect(screen.queryByRole("region", { name: "Conflict in Phone" })).toBeNull());
  });

  it("say it when there are more or fewer now", async () => {
    aWorld();
    server.use(
      http.post("/api/v1/conflicts/resolve", () =>
        problem(409, "other_count", "There are 3 such conflicts now, not 2. Nothing was resolved; look at them again."),
      ),
    );
    const page = openPage("/conflicts");
    await page.user.click(await screen.findByRole("button", { name: "Keep left in all 2" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Nothing was resolved");
  });

  it("are filtered in the address", async () => {
    aWorld();
    const page = openPage("/conflicts?sync=contacts");
    await page.user.click(await screen.findByRole("link", { name: "Settled" }));
    expect(page.address()).toBe("/conflicts?sync=contacts&state=settled");
    expect(await screen.findByText("No settled conflict matches this filter")).toBeVisible();
    await page.user.click(screen.getByRole("link", { name: "Clear filter" }));
    expect(await screen.findByRole("region", { name: "Conflict in Phone" })).toBeVisible();
  });

  it("can be looked at by a viewer, not decided", async () => {
    aWorld({ me: aMe({ role: "viewer" }) });
    const page = openPage("/conflicts");
    expect(await screen.findByText(/An operator or admin can decide it/)).toBeVisible();
    expect(screen.queryByRole("button", { name: /Keep/ })).toBeNull();
    await page.user.keyboard("1");
    expect(screen.queryByText(/conflict decided/)).toBeNull();
  });

  it("say since when there was none", async () => {
    aWorld({ conflicts: [aConflict(now, { state: "settled", winner: "left" })] });
    openPage("/conflicts");
    expect(await screen.findByText(/^No conflict since/)).toBeVisible();
  });

  it("say what could not be read", async () => {
    aWorld();
    server.use(http.get("/api/v1/conflicts", () => problem(503, "database_down", "The database does not answer.")));
    openPage("/conflicts");
    expect(await screen.findByText("The database does not answer.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
  });
});
