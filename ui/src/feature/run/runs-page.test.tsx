import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aRun, aSync, at, hour } from "../../testing/world";

const now = Date.now();
const runs = [
  aRun(now, { id: 14, status: "failed", trigger: "manual", actor: "Mira Okafor", createdAt: at(now, hour) }),
  aRun(now, { id: 13, sync: "rates", title: "Rates", trigger: "schedule", createdAt: at(now, 50 * hour) }),
  aRun(now, { id: 12, createdAt: at(now, 75 * hour) }),
];
const syncs = [aSync(now), aSync(now, { name: "rates", title: "Rates" })];

const field = () => screen.findByRole("combobox", { name: "Filter by sync, status, by or reason" });
const list = () => screen.findByRole("table", { name: /newest first/ });
const shown = async () =>
  within(await list())
    .queryAllByRole("link")
    .map((link) => link.textContent);

describe("the filter bar", () => {
  it("takes a condition that is written out, and shows it with its way out", async () => {
    aBackend({ syncs, runs });
    const page = openPage("/runs?sync=clients");
    await page.user.type(await field(), "status:failed by:mira{Enter}");
    await waitFor(async () => expect(await shown()).toEqual(["Clients 14"]));
    expect(page.address()).toBe("/runs?sync=clients&status=failed&by=mira");
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Remove by: mira" }));
    await waitFor(() => expect(page.address()).toBe("/runs?sync=clients&status=failed"));
    await page.user.click(screen.getByRole("button", { name: "Clear filter" }));
    await waitFor(() => expect(page.address()).toBe("/runs"));
  });

  it("suggests what may be meant, to the keyboard and to a screen reader", async () => {
    aBackend({ syncs, runs });
    const page = openPage("/runs");
    const input = await field();
    await page.user.type(input, "rat");
    const option = await screen.findByRole("option", { name: /sync:rates/ });
    expect(input).toHaveAttribute("aria-expanded", "true");
    await page.user.keyboard("{ArrowDown}");
    expect(input).toHaveAttribute("aria-activedescendant", option.id);
    expect(await accessFaults()).toEqual([]);
    await page.user.keyboard("{Enter}");
    await waitFor(() => expect(page.address()).toBe("/runs?sync=rates"));
    expect(await screen.findByRole("heading", { name: "Runs of Rates" })).toBeVisible();
    expect(input).toHaveFocus();
  });

  it("goes back by Escape one step at a time, and by Backspace one condition", async () => {
    aBackend({ syncs, runs });
    const page = openPage("/runs?sync=clients&status=failed");
    await page.user.type(await field(), "by:");
    expect(await screen.findByRole("option", { name: /by:manual/ })).toBeVisible();
    await page.user.keyboard("{Escape}");
    expect(screen.queryByRole("option")).toBeNull();
    await page.user.keyboard("{Escape}");
    expect(await field()).toHaveValue("");
    await page.user.keyboard("{Backspace}");
    await waitFor(() => expect(page.address()).toBe("/runs?sync=clients"));
    await page.user.keyboard("{Escape}{Escape}");
    await waitFor(() => expect(page.address()).toBe("/runs"));
  });

  it("says so when nothing is left, and exports what is shown", async () => {
    aBackend({ syncs, runs });
    openPage("/runs?reason=quota&from=nonsense");
    expect(await screen.findByText("No run matches this filter")).toBeVisible();
    expect(screen.getByRole("link", { name: "Export as CSV" })).toHaveAttribute(
      "href",
      "/api/v1/runs/export?reason=quota&format=csv",
    );
  });

  it("puts a run that begins elsewhere on top only where it is meant", async () => {
    aBackend({ syncs, runs });
    const page = openPage("/runs?by=mira");
    await waitFor(async () => expect(await shown()).toEqual(["Clients 14"]));
    await page.tell({ kind: "run", run: aRun(now, { id: 15, trigger: "schedule" }) });
    await page.tell({ kind: "run", run: aRun(now, { id: 16, trigger: "manual", actor: "Mira Okafor" }) });
    expect(await shown()).toEqual(["Clients 16", "Clients 14"]);
  });
});

describe("the strip", () => {
  const strip = () => screen.findByRole("slider", { name: /^Runs over the last 7 days: 3 runs, 1 failed/ });

  it("keeps the list to the time that is dragged over", async () => {
    aBackend({ syncs, runs });
    const page = openPage("/runs");
    const box = await strip();
    // 84 parts of two hours: the drag goes over the oldest three days and a half.
    box.getBoundingClientRect = () => ({ left: 0, width: 840, top: 0, height: 78 }) as DOMRect;
    fireEvent.pointerDown(box, { button: 0, clientX: 5, pointerId: 1 });
    fireEvent.pointerMove(box, { clientX: 475, pointerId: 1 });
    fireEvent.pointerUp(box, { pointerId: 1 });
    await waitFor(async () => expect(await shown()).toEqual(["Clients 12"]));
    expect(page.address()).toMatch(/from=.*&to=/);
    expect(screen.getByText(/^Only /)).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Show all times" }));
    await waitFor(() => expect(page.address()).toBe("/runs"));
  });

  it("is told and chosen by the arrow keys", async () => {
    aBackend({ syncs, runs });
    const page = openPage("/runs");
    const box = await strip();
    box.focus();
    await page.user.keyboard("{End}");
    expect(box.getAttribute("aria-valuetext")).toMatch(/ to .*: (1 run, 1 failed|no run)$/);
    await page.user.keyboard("{Shift>}{ArrowLeft}{/Shift}");
    expect(box.getAttribute("aria-valuetext")).toMatch(/: 1 run, 1 failed$/);
    await page.user.keyboard("{Enter}");
    await waitFor(async () => expect(await shown()).toEqual(["Clients 14"]));
    await page.user.keyboard("{Escape}{Escape}");
    await waitFor(() => expect(page.address()).toBe("/runs"));
  });

  it("can be written in place of dragged, and refuses an end before the beginning", async () => {
    aBackend({ syncs, runs });
    const page = openPage("/runs");
    await page.user.click(await screen.findByRole("button", { name: "Write the times" }));
    fireEvent.change(screen.getByLabelText("From"), { target: { value: "2026-11-20T10:00" } });
    fireEvent.change(screen.getByLabelText("To"), { target: { value: "2026-11-20T09:00" } });
    await page.user.click(screen.getByRole("button", { name: "Show these times" }));
    expect(screen.getByText("This is not after “From”.")).toBeVisible();
    expect(page.address()).toBe("/runs");
    fireEvent.change(screen.getByLabelText("To"), { target: { value: "2026-11-20T11:00" } });
    await page.user.click(screen.getByRole("button", { name: "Show these times" }));
    const from = encodeURIComponent(new Date("2026-11-20T10:00").toISOString());
    const to = encodeURIComponent(new Date("2026-11-20T11:00").toISOString());
    await waitFor(() => expect(page.address()).toBe(`/runs?from=${from}&to=${to}`));
  });

  it("fails alone: the list stays usable", async () => {
    aBackend({ syncs, runs });
    server.use(http.get("/api/v1/runs/density", () => problem(503, "unavailable", "The database does not answer.")));
    openPage("/runs");
    expect(await screen.findByText("The picture over time could not be read", {}, { timeout: 15_000 })).toBeVisible();
    expect(await shown()).toHaveLength(3);
  });
});

describe("the saved views", () => {
  it("keeps what stands in the address under a name, and brings it back", async () => {
    const backend = aBackend({ syncs, runs });
    const page = openPage("/runs?status=failed&by=mira");
    await page.user.click(await screen.findByRole("button", { name: "Save this view" }));
    await page.user.type(screen.getByRole("textbox", { name: "Name of the view" }), "Mine that failed{Enter}");
    const view = await screen.findByRole("link", { name: "Mine that failed" });
    expect(backend.views).toEqual([
      { id: 1, screen: "runs", name: "Mine that failed", search: "by=mira&status=failed" },
    ]);
    expect(view).toHaveAttribute("aria-current", "page");
    expect(screen.queryByRole("button", { name: "Save this view" })).toBeNull();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Clear filter" }));
    await waitFor(() => expect(view).not.toHaveAttribute("aria-current"));
    await page.user.click(view);
    await waitFor(async () => expect(await shown()).toEqual(["Clients 14"]));
    await page.user.click(screen.getByRole("button", { name: "Remove the view Mine that failed" }));
    await waitFor(() => expect(screen.queryByRole("link", { name: "Mine that failed" })).toBeNull());
    expect(backend.views).toEqual([]);
  });

  it("keeps the name that was typed when the server refuses", async () => {
    aBackend({ syncs, runs });
    server.use(
      http.post("/api/v1/me/views", () => problem(409, "too_many_views", "You keep 50 views already. Remove one.")),
    );
    const page = openPage("/runs?status=failed");
    await page.user.click(await screen.findByRole("button", { name: "Save this view" }));
    const name = screen.getByRole("textbox", { name: "Name of the view" });
    await page.user.type(name, "One more{Enter}");
    expect(await screen.findByText("You keep 50 views already. Remove one.")).toBeVisible();
    expect(name).toHaveValue("One more");
  });
});
