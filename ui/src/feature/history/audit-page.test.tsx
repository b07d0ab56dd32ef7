import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aMe, at, minute } from "../../testing/world";

const now = Date.now();

const entry = {
  seq: 7,
  at: at(now, 5 * minute),
  actorId: 1,
  actor: "Mira Okafor",
  action: "schedule.changed",
  object: "sync clients",
  before: "every 6 h",
  after: "every 2 h",
  address: "10.0.0.7",
  detail: { zone: "UTC", reason: "" },
};

describe("the audit trail", () => {
  it("says who did what to what, with before and after, and exports what is filtered", async () => {
    aBackend({ me: aMe({ role: "admin" }) });
    const asked: string[] = [];
    server.use(
      http.get("/api/v1/audit", ({ request }) => {
        asked.push(new URL(request.url).search);
        return HttpResponse.json({ items: [entry], next: null });
      }),
    );
    const page = openPage("/audit");
    expect(await screen.findByText("Mira Okafor", { selector: "td" })).toBeVisible();
    expect(screen.getByText("every 6 h").tagName).toBe("DEL");
    expect(screen.getByText("every 2 h").tagName).toBe("INS");
    expect(screen.getByRole("link", { name: "sync clients" })).toHaveAttribute("href", "/syncs/clients");
    expect(screen.queryByText(/reason/)).toBeNull();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("link", { name: "Schedules" }));
    expect(page.address()).toBe("/audit?action=schedule.");
    expect(screen.getByRole("link", { name: "Export as CSV" })).toHaveAttribute(
      "href",
      "/api/v1/audit/export?action=schedule.&format=csv",
    );
  });

  it("says when nothing matches, and what could not be read", async () => {
    aBackend();
    server.use(http.get("/api/v1/audit", () => HttpResponse.json({ items: [], next: null })));
    const page = openPage("/audit?actor=nobody");
    expect(await screen.findByText("No entry matches this filter")).toBeVisible();
    page.unmount();
    server.use(http.get("/api/v1/audit", () => problem(503, "database_down", "The database does not answer.")));
    openPage("/audit");
    expect(await screen.findByText("The database does not answer.")).toBeVisible();
  });
});
