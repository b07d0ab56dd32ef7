import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { Job } from "../../api/model";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aMe, aSync, at, minute } from "../../testing/world";

const now = Date.now();

function aJob(change: Partial<Job>): Job {
  return {
    state: "scheduled",
    sync: "clients",
    title: "Clients",
    run: null,
    trigger: null,
    dueAt: at(now, -10 * minute),
    startedAt: null,
    attempts: 0,
    node: null,
    problem: null,
    ...change,
  };
}

function aQueue(me = aMe()) {
  const backend = aBackend({ me, syncs: [aSync(now)] });
  const items = [
    aJob({ state: "quarantined", run: 12, attempts: 3, problem: "Its worker died three times while it ran." }),
    aJob({
      state: "retrying",
      run: 13,
      attempts: 3,
      startedAt: at(now, 2 * minute),
      dueAt: at(now, -4.5 * minute),
      problem: "The partner answered 503.",
    }),
    aJob({}),
  ];
  server.use(
    http.get("/api/v1/jobs", ({ request }) => {
      const state = new URL(request.url).searchParams.get("state");
      return HttpResponse.json({
        items: items.filter((job) => !state || job.state === state),
        next: null,
        counts: { quarantined: 1, retrying: 1, running: 0, waiting: 0, scheduled: 1 },
      });
    }),
  );
  return backend;
}

describe("the jobs", () => {
  it("say what is stuck and why, with their number at each state", async () => {
    aQueue();
    openPage("/jobs");
    expect(await screen.findByText("Its worker died three times while it ran.")).toBeVisible();
    expect(screen.getByText("The partner answered 503.").closest("tr")).toHaveTextContent(/due in 4 min/);
    expect(screen.getByRole("link", { name: "Quarantined 1" })).toBeVisible();
    expect(screen.getByRole("link", { name: "run 12" })).toHaveAttribute("href", "/runs/12");
    expect(await accessFaults()).toEqual([]);
  });

  it("are retried and discarded by the filter, which stays; to discard takes two presses", async () => {
    const backend = aQueue();
    const bodies: unknown[] = [];
    const done = (verb: string) =>
      http.post(`/api/v1/jobs/${verb}`, async ({ request }) => {
        bodies.push([verb, await request.json()]);
        return HttpResponse.json({ count: 1, leftOut: [], sentence: `1 job: ${verb}.` });
      });
    server.use(done("retry"), done("discard"));
    const page = openPage("/jobs");
    expect(await screen.findByRole("button", { name: "Retry 2 jobs" })).toBeVisible();
    await page.user.click(screen.getByRole("link", { name: "Quarantined 1" }));
    await page.user.click(await screen.findByRole("button", { name: "Retry 1 job" }));
    expect(await screen.findByText("1 job: retry.")).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "Discard 1 job" }));
    expect(backend.calls).toHaveLength(1);
    await page.user.click(screen.getByRole("button", { name: "Discard 1 job now" }));
    expect(await screen.findByText("1 job: discard.")).toBeVisible();
    const body = { sync: null, state: "quarantined" };
    expect(bodies).toEqual([
      ["retry", body],
      ["discard", body],
    ]);
    expect(page.address()).toBe("/jobs?state=quarantined");
  });

  it("are only looked at by a viewer, and say what could not be read", async () => {
    aQueue(aMe({ role: "viewer" }));
    const page = openPage("/jobs");
    await screen.findByText("The partner answered 503.");
    expect(screen.queryByRole("button", { name: /Retry|Discard/ })).toBeNull();
    page.unmount();
    server.use(http.get("/api/v1/jobs", () => problem(503, "database_down", "The database does not answer.")));
    openPage("/jobs");
    await waitFor(() => expect(screen.getByText("The database does not answer.")).toBeVisible());
  });
});
