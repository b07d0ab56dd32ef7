import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { Analytics, Figures } from "../../api/model";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, server } from "../../testing/server";
import { aSync } from "../../testing/world";

const none: Figures = {
  succeeded: 0,
  partial: 0,
  failed: 0,
  cancelled: 0,
  successRate: null,
  averageSeconds: null,
  longestSeconds: 0,
  rowsRead: 0,
  created: 0,
  updated: 0,
  deleted: 0,
  rowsFailed: 0,
  conflicts: 0,
  skipped: 0,
};
const some: Figures = {
  ...none,
  succeeded: 1998,
  partial: 1,
  failed: 1,
  successRate: 0.9995,
  averageSeconds: 12,
  longestSeconds: 130,
  rowsRead: 5000,
  created: 40,
  updated: 7,
  rowsFailed: 3,
};

function aWorld(found: Partial<Analytics> = {}) {
  aBackend({ syncs: [aSync(Date.now())] });
  const asked: string[] = [];
  server.use(
    http.get("/api/v1/analytics", ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({
        from: "2026-11-24",
        to: "2026-11-25",
        total: some,
        days: [
          { day: "2026-11-24", figures: none },
          { day: "2026-11-25", figures: some },
        ],
        syncs: [{ sync: "clients", title: "Clients", figures: some, frequencySeconds: 300, confirmedAt: null }],
        moreSyncs: 0,
        ...found,
      } satisfies Analytics);
    }),
    http.get("/api/v1/analytics/quality", () =>
      HttpResponse.json({
        from: "2026-11-24",
        to: "2026-11-25",
        failures: [
          {
            sync: "clients",
            title: "Clients",
            field: "start_time",
            reason: "'start_time' is \"…\", which is no instant for starts_at",
            rows: 3,
            run: 55,
            examples: ["A-1"],
          },
        ],
        runsLookedAt: 1,
        runsWithFailures: 1,
      }),
    ),
  );
  return asked;
}

describe("the analytics", () => {
  it("are told in a sentence, as pictures with words, and as a table", async () => {
    aWorld();
    const page = openPage("/analytics");
    // One of two thousand failed: that is not 100 %.
    expect(await screen.findByText(/1,999 of 2,000 runs went through \(99.9 %\)/)).toBeVisible();
    expect(
      screen.getByRole("img", { name: "Runs from 24 Nov to 25 Nov: 1,998 succeeded, 1 partial, 1 failed" }),
    ).toBeVisible();
    expect(screen.getByRole("img", { name: /^Rows from/ }).querySelectorAll("rect[data-look]")).toHaveLength(3);
    await page.user.click(screen.getByText("The same as a table"));
    const days = screen.getByRole("table", { name: "Figures by day" });
    expect(within(days).getAllByRole("row")).toHaveLength(3);
    const quality = screen.getByRole("table", { name: /Which fields failed/ });
    expect(within(quality).getByRole("rowheader", { name: "start_time" })).toBeVisible();
    expect(within(quality).getByRole("link", { name: "last in run 55" })).toHaveAttribute("href", "/runs/55");
    expect(await accessFaults()).toEqual([]);
  });

  it("are asked for by time and sync, which stand in the address", async () => {
    const asked = aWorld();
    const page = openPage("/analytics");
    await page.user.click(await screen.findByRole("link", { name: "7 days" }));
    await page.user.click(await screen.findByRole("link", { name: "Clients" }));
    expect(await screen.findByRole("heading", { name: /Analytics of/ })).toBeVisible();
    expect(page.address()).toMatch(/^\/analytics\?(sync=clients&days=%227%22|days=%227%22&sync=clients|.*)/);
    expect(asked.at(-1)).toContain("sync=clients");
    const span = new URLSearchParams(asked.at(-1));
    const days = (Date.parse(String(span.get("to"))) - Date.parse(String(span.get("from")))) / 86_400_000 + 1;
    expect(days).toBe(7);
  });

  it("say that there was no run, in place of empty pictures", async () => {
    aWorld({ total: none });
    openPage("/analytics");
    expect(await screen.findByText("No run ended from 24 Nov to 25 Nov")).toBeVisible();
    expect(screen.queryByRole("img")).toBeNull();
  });
});
