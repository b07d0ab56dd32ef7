import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { Run } from "../../api/model";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aChange, aFailure, aMe, anAttempt, aRun, aSync, aTally, aTwoWaySync } from "../../testing/world";

const now = Date.now();

const aPartialRun = (change: Partial<Run> = {}) =>
  aRun(now, {
    id: 12,
    status: "partial",
    trigger: "manual",
    actor: "Mira Okafor",
    sentence: "12 created, 90 updated, 5 failed, 6 skipped",
    tally: { left: null, right: aTally({ created: 12, updated: 90, failed: 5, skipped: 6, unchanged: 1240 }) },
    attempts: [
      anAttempt(now, {
        number: 1,
        outcome: "failed",
        problem: { code: "unavailable", sentence: "503 for 20 s", action: "retry" },
      }),
      anAttempt(now, { number: 2 }),
    ],
    ...change,
  });

const aHeldRun = (change: Partial<Run> = {}) =>
  aRun(now, {
    id: 12,
    status: "held",
    endedAt: null,
    sentence: "412 deletes wait",
    held: { reason: "breaker", detail: "412 of 1,180 rows would be deleted." },
    plan: { hash: "c40fe2b6a19d0c77", changes: 412 },
    ...change,
  });

describe("the page of a run", () => {
  it("tells what happened, and its tally adds up", async () => {
    aBackend({
      syncs: [aSync(now)],
      runs: [aPartialRun()],
      changes: [aChange(now)],
      failures: [aFailure({ count: 5 })],
    });
    openPage("/runs/12");
    expect(await screen.findByRole("heading", { name: "Clients run 12" })).toBeVisible();
    const result = within(screen.getByRole("region", { name: "Result" }));
    expect(result.getByText("Partial")).toBeVisible();
    expect(result.getByText("12 created, 90 updated, 5 failed, 6 skipped")).toBeVisible();
    expect(screen.getByText("Started by hand, Mira Okafor")).toBeVisible();
    expect(screen.getByText("9f2c41d07be8")).toBeVisible();

    const cells = within(await screen.findByRole("row", { name: /Wellness database · clients 1,353/ })).getAllByRole(
      "cell",
    );
    const [considered = 0, ...parts] = cells.map((cell) => Number((cell.textContent ?? "").replace(",", "")));
    expect(parts.reduce((sum, rows) => sum + rows, 0)).toBe(considered);
    expect(screen.queryByText(/not told apart yet/)).toBeNull();

    expect(await screen.findByRole("heading", { name: "5 rows failed" })).toBeVisible();
    expect(screen.getByText("country must be two letters, such as GB.")).toBeVisible();
    expect(screen.getByRole("link", { name: "C-19003" })).toHaveAttribute("href", "/runs/12?q=C-19003#changes");
    expect(screen.getByRole("link", { name: "and 2 more" })).toHaveAttribute("href", "/runs/12?status=failed#changes");

    const phone = within(await screen.findByRole("row", { name: /phone/ }));
    expect(phone.getByText("+44 20 7946 0018").tagName).toBe("DEL");
    expect(phone.getByText("+44 20 7946 0991").tagName).toBe("INS");
    expect(screen.getByText("503 for 20 s")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("says it when a tally does not add up", async () => {
    const right = aTally({ created: 2, considered: 5 });
    aBackend({ syncs: [aSync(now)], runs: [aPartialRun({ tally: { left: null, right } })] });
    openPage("/runs/12");
    expect(await screen.findByText("3 rows not told apart yet")).toBeVisible();
  });

  it("says of a dry run that nothing has been written", async () => {
    aBackend({
      syncs: [aSync(now)],
      runs: [
        aPartialRun({
          dryRun: true,
          status: "succeeded",
          sentence: "Nothing has been written. It would be: 12 created.",
        }),
      ],
      changes: [aChange(now, { status: "planned" })],
    });
    openPage("/runs/12");
    expect(await screen.findByText(/^Nothing has been written/)).toBeVisible();
    expect(await screen.findByRole("heading", { name: "Planned changes" })).toBeVisible();
  });

  it.each(["succeeded", "partial"] as const)(
    "starts from the plan of a dry run that %s the run that writes",
    async (status) => {
      const backend = aBackend({
        syncs: [aSync(now)],
        runs: [aRun(now, { id: 12, dryRun: true, status }), aRun(now, { id: 15, trigger: "manual" })],
      });
      server.use(http.post("/api/v1/sync/clients", () => HttpResponse.json({ runs: [{ run: 15 }], leftOut: [] })));
      const page = openPage("/runs/12");
      await page.user.click(await screen.findByRole("button", { name: "Sync now" }));
      await waitFor(() => expect(page.address()).toBe("/runs/15"));
      expect(backend.calls).toContain("POST /api/v1/sync/clients");
    },
  );

  it("says why a run is held, and approves the plan that was seen, by its hash", async () => {
    const backend = aBackend({ syncs: [aSync(now)], runs: [aHeldRun()] });
    let hash: unknown;
    server.use(
      http.post("/api/v1/runs/12/approve", async ({ request }) => {
        hash = ((await request.json()) as { hash: string }).hash;
        const going = aHeldRun({ status: "running", phase: "apply", held: null });
        backend.runs = [going];
        return HttpResponse.json(going, { status: 202 });
      }),
    );
    const page = openPage("/runs/12");
    expect(await screen.findByText("412 of 1,180 rows would be deleted.")).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "Approve 412 changes" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: /Approve/ })).toBeNull());
    expect(hash).toBe("c40fe2b6a19d0c77");
    expect(within(screen.getByRole("region", { name: "Result" })).getByText("Running")).toBeVisible();
  });

  it("pauses the sync of a held run, with the reason", async () => {
    aBackend({ syncs: [aSync(now)], runs: [aHeldRun()] });
    let body: unknown;
    server.use(
      http.post("/api/v1/syncs/clients/pause", async ({ request }) => {
        body = await request.json();
        return HttpResponse.json(aSync(now, { paused: true }));
      }),
    );
    const page = openPage("/runs/12");
    await page.user.click(await screen.findByRole("button", { name: "Pause the sync" }));
    expect(await screen.findByRole("button", { name: "Paused" })).toBeDisabled();
    expect(body).toEqual({ reason: "Run 12 is held." });
  });

  it("says of another plan that it is shown now, and to look again", async () => {
    const backend = aBackend({ syncs: [aSync(now)], runs: [aHeldRun()] });
    server.use(
      http.post("/api/v1/runs/12/approve", () => {
        backend.runs = [aHeldRun({ plan: { hash: "another", changes: 400 } })];
        return problem(409, "other_plan", "Run 12 holds another plan than the one you looked at.");
      }),
    );
    const page = openPage("/runs/12");
    await page.user.click(await screen.findByRole("button", { name: "Approve 412 changes" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(/The plan is another one since you looked/);
    expect(await screen.findByRole("button", { name: "Approve 400 changes" })).toBeVisible();
  });

  it("asks the three questions of a first match, and leads to the new plan", async () => {
    const held = { reason: "first_match", detail: "Both tables are filled. 40 rows match, 3 of them differ." };
    const tally = { left: aTally({ unchanged: 40 }), right: aTally({ held: 3 }) };
    aBackend({ syncs: [aTwoWaySync(now)], runs: [aHeldRun({ held, tally }), aHeldRun({ id: 13, held, tally })] });
    let body: unknown;
    server.use(
      http.post("/api/v1/runs/12/first-match", async ({ request }) => {
        body = await request.json();
        return HttpResponse.json({ run: 13, sync: "contacts" }, { status: 202 });
      }),
    );
    const page = openPage("/runs/12");
    const choices = within(await screen.findByRole("region", { name: "What you can do" }));
    expect(choices.getByText("Nothing has been written.")).toBeVisible();
    expect(choices.getByText(held.detail)).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(choices.getByRole("radio", { name: "The left value wins" }));
    const alone = within(choices.getByRole("group", { name: "Rows that only the right side has" }));
    await page.user.click(alone.getByRole("radio", { name: /Leave them/ }));
    await page.user.click(choices.getByRole("button", { name: "Plan with this choice" }));
    await waitFor(() => expect(page.address()).toBe("/runs/13"));
    expect(body).toEqual({ differing: "left", leftAlone: "create", rightAlone: "leave" });
  });

  it("undoes a two-way run by one of three choices", async () => {
    const tally = { left: aTally({ updated: 2 }), right: aTally({ created: 5 }) };
    aBackend({
      syncs: [aTwoWaySync(now)],
      runs: [aRun(now, { id: 12, tally }), aRun(now, { id: 14, trigger: "undo" })],
    });
    let body: unknown;
    server.use(
      http.post("/api/v1/runs/12/undo", async ({ request }) => {
        body = await request.json();
        return HttpResponse.json({ run: 14, sync: "contacts" }, { status: 202 });
      }),
    );
    const page = openPage("/runs/12");
    await page.user.click(await screen.findByRole("button", { name: "Undo…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Undo run 12" }));
    await page.user.click(dialog.getByRole("radio", { name: /Pause the rows/ }));
    await page.user.click(dialog.getByRole("button", { name: "Undo this run" }));
    await waitFor(() => expect(page.address()).toBe("/runs/14"));
    expect(body).toEqual({ choice: "pause", preview: false, row: null });
  });

  it("draws of a plan of thousands only what is on the screen", async () => {
    const changes = Array.from({ length: 10_000 }, (_, n) => aChange(now, { id: n, row: `C-${n}` }));
    aBackend({ syncs: [aSync(now)], runs: [aHeldRun()] });
    server.use(
      http.get("/api/v1/runs/12/changes", () => HttpResponse.json({ items: changes, next: null, total: 10_000 })),
    );
    openPage("/runs/12");
    expect(await screen.findByText("10,000 of 10,000 changes shown")).toBeVisible();
    expect(screen.getByText("C-0")).toBeVisible();
    expect(document.querySelectorAll("tbody[data-status]").length).toBeLessThan(80);
  });

  it("keeps the plan and says why when an approval is refused", async () => {
    aBackend({ syncs: [aSync(now)], runs: [aHeldRun()] });
    server.use(http.post("/api/v1/runs/12/approve", () => problem(409, "plan_moved", "The source has moved on.")));
    const page = openPage("/runs/12");
    await page.user.click(await screen.findByRole("button", { name: "Approve 412 changes" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The source has moved on.");
  });

  it("offers a viewer neither Approve nor Cancel", async () => {
    aBackend({ me: aMe({ role: "viewer" }), syncs: [aSync(now)], runs: [aHeldRun()] });
    openPage("/runs/12");
    expect(await screen.findByText("An operator or admin can approve it.")).toBeVisible();
    expect(screen.queryByRole("button", { name: /Approve|Cancel/ })).toBeNull();
  });

  it("grows while the run runs, and is cancelled only at the second press", async () => {
    const running = aPartialRun({
      status: "running",
      phase: "apply",
      endedAt: null,
      progress: { read: 9, planned: 107, applied: 40, total: 9 },
    });
    const backend = aBackend({ syncs: [aSync(now)], runs: [running] });
    server.use(
      http.post("/api/v1/runs/12/cancel", () =>
        HttpResponse.json(
          { ...running, status: "cancelled", endedAt: running.createdAt, sentence: "Cancelled after 60" },
          { status: 202 },
        ),
      ),
    );
    const page = openPage("/runs/12");
    const result = within(await screen.findByRole("region", { name: "Result" }));
    expect(result.getByText("40 of 107 written")).toBeVisible();
    await page.tell({ kind: "run", run: { ...running, progress: { ...running.progress, applied: 60 } } });
    expect(result.getByText("60 of 107 written")).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(backend.calls).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Cancel this run now" }));
    expect(await result.findByText("Cancelled after 60")).toBeVisible();
  });

  it("filters the changes in the address and brings the next page of them", async () => {
    const changes = Array.from({ length: 111 }, (_, n) =>
      aChange(now, { id: n, row: `C-${n}`, kind: n === 110 ? "delete" : "update" }),
    );
    aBackend({ syncs: [aSync(now)], runs: [aPartialRun()], changes });
    const page = openPage("/runs/12");
    expect(await screen.findByText("100 of 111 changes shown")).toBeVisible();
    expect(screen.queryByText("C-110")).toBeNull();
    await page.user.click(screen.getByRole("button", { name: "Load more" }));
    expect(await screen.findByText("111 of 111 changes shown")).toBeVisible();
    expect(screen.getByText("C-110")).toBeVisible();
    await page.user.click(screen.getByRole("link", { name: "Delete" }));
    await waitFor(() => expect(screen.queryByText("C-1")).toBeNull());
    expect(screen.getByText("C-110")).toBeVisible();
    expect(page.address()).toBe("/runs/12?kind=delete");
  });

  it("tells a failure before the start by its sentence and what to do, without empty tables", async () => {
    aBackend({
      syncs: [aSync(now)],
      runs: [
        aPartialRun({
          status: "failed",
          sentence: "ECB feed refuses the credential. Nothing is lost; run again once it is accepted.",
          problem: {
            code: "sign_in",
            sentence: "ECB feed refuses the credential. Nothing is lost; run again once it is accepted.",
            action: "reconnect",
          },
          tally: { left: null, right: null },
          plan: null,
        }),
      ],
    });
    openPage("/runs/12");
    expect(await screen.findByText(/^ECB feed refuses the credential\./)).toBeVisible();
    // One sentence, one piece of advice: neither the sentence twice nor the same advice in other words.
    expect(screen.getAllByText(/credential/)).toHaveLength(1);
    expect(screen.queryByRole("heading", { name: "Rows" })).toBeNull();
    expect(screen.queryByRole("heading", { name: "Changes" })).toBeNull();
  });

  it("says that a run does not exist", async () => {
    aBackend();
    openPage("/runs/404");
    expect(await screen.findByText("There is no run 404")).toBeVisible();
  });
});
