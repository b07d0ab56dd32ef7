import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aConflict, aMe, aPassport, aRun, aTwoWaySync } from "../../testing/world";

const now = Date.now();

function aWorld(change = {}) {
  return aBackend({ syncs: [aTwoWaySync(now)], rows: [aPassport(now)], ...change });
}

describe("the passport of a row", () => {
  it("is found by its key, and says what was seen, agreed and done", async () => {
    aWorld();
    const page = openPage("/syncs/contacts/rows");
    await page.user.type(await screen.findByRole("textbox", { name: "Row's key or id" }), "recA1{Enter}");
    expect(await screen.findByText("Both sides agree.")).toBeVisible();
    expect(page.address()).toBe("/syncs/contacts/rows?row=recA1");
    const phone = within(screen.getByRole("row", { name: /Phone/ }));
    expect(phone.getByText("+44 20 7946 0991").tagName).toBe("INS");
    expect(screen.getByText("The left row changed since they last agreed.")).toBeVisible();
    expect(screen.getByRole("link", { name: "run 4200" })).toHaveAttribute("href", "/runs/4200?q=row-7");
    expect(screen.getByText("by hand, Mira Okafor")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("calls fields as people do, also where a system knows them by ids", async () => {
    const { left, right } = aPassport(now);
    const seen = { fldPhone000000001: "+44 20 7946 0991" };
    const names = { fldPhone000000001: "Phone" };
    const passport = aPassport(now, { left: { ...left, seen, names }, right, base: null });
    aWorld({ rows: [passport] });
    openPage("/syncs/contacts/rows?row=recA1");
    const phone = within(await screen.findByRole("row", { name: /Phone/ }));
    expect(phone.getAllByRole("cell").map((cell) => cell.textContent)).toEqual([
      "+44 20 7946 0991",
      "+44 20 7946 0018",
    ]);
    expect(screen.queryByText(/fldPhone/)).toBeNull();
  });

  it("says it when no run has seen the row", async () => {
    aWorld();
    openPage("/syncs/contacts/rows?row=nobody");
    expect(await screen.findByText("No run of CRM contacts has seen a row “nobody”")).toBeVisible();
  });

  it("asks which side, where one id stands for two rows", async () => {
    aWorld();
    server.use(
      http.get("/api/v1/rows", ({ request }) =>
        new URL(request.url).searchParams.get("side")
          ? HttpResponse.json(aPassport(now))
          : problem(409, "which_side", "Each side has a row '7', and they are no pair."),
      ),
    );
    const page = openPage("/syncs/contacts/rows?row=recA1");
    await page.user.click(await screen.findByRole("button", { name: "The left row" }));
    expect(await screen.findByText("Both sides agree.")).toBeVisible();
    expect(page.address()).toBe("/syncs/contacts/rows?row=recA1&side=left");
  });

  it("pauses the row, says who did, and resumes it", async () => {
    const backend = aWorld();
    server.use(
      http.post("/api/v1/rows/pause", () => {
        backend.rows = [
          aPassport(now, { standing: "paused", paused: { from: "open", reason: null, by: "Mira Okafor", at: null } }),
        ];
        return HttpResponse.json(backend.rows[0]);
      }),
    );
    const page = openPage("/syncs/contacts/rows?row=recA1");
    await page.user.click(await screen.findByRole("button", { name: "Pause this row" }));
    expect(await screen.findByText(/Paused by Mira Okafor/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Resume this row" })).toBeVisible();
  });

  it("undoes the row alone, after a preview that writes nothing", async () => {
    aWorld({ runs: [aRun(now, { id: 91, sync: "contacts", trigger: "undo", dryRun: true })] });
    let body: unknown;
    server.use(
      http.post("/api/v1/runs/4200/undo", async ({ request }) => {
        body = await request.json();
        return HttpResponse.json({ run: 91, sync: "contacts" }, { status: 202 });
      }),
    );
    const page = openPage("/syncs/contacts/rows?row=recA1");
    await page.user.click(await screen.findByRole("button", { name: "Undo what run 4200 wrote" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Undo run 4200 for the row recA1" }));
    expect(await accessFaults()).toEqual([]);
    await page.user.click(dialog.getByRole("radio", { name: /Take it across/ }));
    await page.user.click(dialog.getByRole("button", { name: "Preview" }));
    await waitFor(() => expect(page.address()).toBe("/runs/91"));
    expect(body).toEqual({ choice: "across", preview: true, row: "recA1" });
  });

  it("leads to its open conflicts, and gives a viewer no button", async () => {
    aWorld({ me: aMe({ role: "viewer" }), rows: [aPassport(now, { conflicts: [aConflict(now)] })] });
    openPage("/syncs/contacts/rows?row=recA1");
    expect(await screen.findByRole("link", { name: "Decide 1 conflict" })).toHaveAttribute(
      "href",
      "/conflicts?sync=contacts&at=31",
    );
    expect(screen.queryByRole("button", { name: /Pause|Undo/ })).toBeNull();
  });
});
