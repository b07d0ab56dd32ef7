import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, server } from "../../testing/server";
import { aMe, anAttempt, aRun, aSync } from "../../testing/world";

const now = Date.now();

const rowOf = async (name: string) => {
  const row = (await screen.findByRole("link", { name })).closest("tr");
  if (!row) throw new Error(`${name} is in no row`);
  return within(row);
};

describe("the list of runs", () => {
  it("shows what each run was, by whom, and its sentence", async () => {
    aBackend({
      syncs: [aSync(now)],
      runs: [
        aRun(now, {
          id: 12,
          status: "partial",
          trigger: "manual",
          actor: "Mira Okafor",
          sentence: "12 created, 5 failed",
        }),
        aRun(now, { id: 11, dryRun: true, rehearsal: true, sentence: "3 would be created" }),
      ],
    });
    openPage("/runs");
    const partial = await rowOf("Clients 12");
    expect(partial.getByText("Partial")).toBeVisible();
    expect(partial.getByText("by hand, Mira Okafor")).toBeVisible();
    expect(partial.getByText("12 created, 5 failed")).toBeVisible();
    expect(partial.getByText("47 s")).toBeVisible();
    const dry = await rowOf("Clients 11");
    expect(dry.getByText("dry run")).toBeVisible();
    expect(dry.getByText("rehearsal")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("filters by status in the address, and says so when nothing is left", async () => {
    aBackend({ syncs: [aSync(now)], runs: [aRun(now, { id: 12 }), aRun(now, { id: 11, status: "failed" })] });
    const page = openPage("/runs?sync=clients");
    await screen.findByRole("link", { name: "Clients 12" });
    await page.user.click(screen.getByRole("link", { name: "Failed" }));
    await waitFor(() => expect(screen.queryByRole("link", { name: "Clients 12" })).toBeNull());
    expect(screen.getByRole("link", { name: "Clients 11" })).toBeVisible();
    expect(page.address()).toBe("/runs?sync=clients&status=failed");
    await page.user.click(screen.getByRole("link", { name: "Held" }));
    expect(await screen.findByText("No run is “Held” now")).toBeVisible();
  });

  it("leaves out of the address what it does not understand", async () => {
    aBackend({ syncs: [aSync(now)], runs: [aRun(now, { id: 12 })] });
    openPage("/runs?status=nonsense");
    expect(await screen.findByRole("link", { name: "Clients 12" })).toBeVisible();
  });

  it("puts a run that begins elsewhere on top, as the stream tells it", async () => {
    aBackend({ syncs: [aSync(now)], runs: [aRun(now, { id: 12 })] });
    const page = openPage("/runs");
    await screen.findByRole("link", { name: "Clients 12" });
    await page.tell({
      kind: "run",
      run: aRun(now, {
        id: 13,
        status: "running",
        phase: "observe",
        endedAt: null,
        progress: { read: 4, planned: 0, applied: 0, total: null },
      }),
    });
    const rows = screen.getAllByRole("row").slice(1);
    expect(rows[0]).toHaveTextContent("4 rows read");
    expect(rows).toHaveLength(2);
  });

  it("calls a run between two attempts retrying, not failed", async () => {
    aBackend({
      syncs: [aSync(now)],
      runs: [
        aRun(now, {
          id: 12,
          status: "pending",
          endedAt: null,
          attempts: [
            anAttempt(now, {
              outcome: "failed",
              problem: { code: "unavailable", sentence: "503 for 20 s", action: "retry" },
            }),
          ],
        }),
      ],
    });
    openPage("/runs");
    const row = await rowOf("Clients 12");
    expect(row.getByText("Retrying")).toBeVisible();
    expect(row.queryByText("Failed")).toBeNull();
  });

  it("tries again all that failed and that the filter means, each sync once", async () => {
    aBackend({
      syncs: [aSync(now)],
      runs: [
        aRun(now, { id: 14, status: "failed" }),
        aRun(now, { id: 13, status: "partial" }),
        aRun(now, { id: 12, status: "failed", sync: "rates" }),
      ],
    });
    const bodies: unknown[] = [];
    server.use(
      http.post("/api/v1/runs/retry", async ({ request }) => {
        bodies.push(await request.json());
        return HttpResponse.json({ count: 1, leftOut: [], sentence: "1 sync is tried again." });
      }),
    );
    const page = openPage("/runs");
    expect(await screen.findByRole("button", { name: "Retry 3 failed runs of 2 syncs" })).toBeVisible();
    await page.user.click(screen.getByRole("link", { name: "Partial" }));
    await page.user.click(await screen.findByRole("button", { name: "Retry 1 failed run" }));
    expect(await screen.findByText("1 sync is tried again.")).toBeVisible();
    expect(bodies).toEqual([{ sync: null, status: "partial", by: null, reason: null, from: null, to: null, count: 1 }]);
    expect(await accessFaults()).toEqual([]);
  });

  it("lets a viewer look only", async () => {
    aBackend({ me: aMe({ role: "viewer" }), syncs: [aSync(now)], runs: [aRun(now, { id: 14, status: "failed" })] });
    openPage("/runs");
    await screen.findByRole("link", { name: "Clients 14" });
    expect(screen.queryByRole("button", { name: /Retry/ })).toBeNull();
  });
});
