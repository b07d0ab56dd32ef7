import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { Alert, AlertMessage, Channel, Silence } from "../../api/model";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, server } from "../../testing/server";
import { aMe, aSync, at, minute } from "../../testing/world";

const now = Date.now();

function anAlert(change: Partial<Alert>): Alert {
  return {
    id: 12,
    sync: "clients",
    title: "Clients",
    rehearsal: false,
    cause: "failed",
    sentence: "The partner is away.",
    times: 3,
    run: 55,
    openedAt: at(now, 20 * minute),
    lastAt: at(now, 5 * minute),
    closedAt: null,
    closedBy: null,
    told: "open",
    silentUntil: null,
    ...change,
  };
}

const ops: Channel = {
  name: "ops",
  kind: "webhook",
  place: "https://hooks.example",
  host: null,
  port: null,
  security: null,
  user: null,
  from: null,
  to: [],
  hasKey: true,
  paused: false,
};

type World = { alerts: Alert[]; channels: Channel[]; messages: AlertMessage[]; silences: Silence[]; bodies: unknown[] };

function aWorld(known: Partial<World> = {}, me = aMe()) {
  const backend = aBackend({ me, syncs: [aSync(now)] });
  const world: World = { alerts: [], channels: [], messages: [], silences: [], bodies: [], ...known };
  const took = async (request: Request) => world.bodies.push(await request.json());
  server.use(
    http.get("/api/v1/alerts", ({ request }) => {
      const open = new URL(request.url).searchParams.get("open") === "true";
      return HttpResponse.json({
        items: world.alerts.filter(({ closedAt }) => (closedAt === null) === open),
        next: null,
      });
    }),
    http.post("/api/v1/alerts/:id/close", ({ params }) => {
      world.alerts = world.alerts.map((one) =>
        one.id === Number(params.id) ? { ...one, closedAt: at(now, 0), closedBy: "Ada" } : one,
      );
      return HttpResponse.json(world.alerts[0]);
    }),
    http.get("/api/v1/alerts/channels", () => HttpResponse.json({ items: world.channels, next: null })),
    http.get("/api/v1/alerts/messages", () => HttpResponse.json({ items: world.messages, next: null })),
    http.get("/api/v1/alerts/silences", () => HttpResponse.json({ items: world.silences, next: null })),
    http.put("/api/v1/alerts/silences", async ({ request }) => {
      await took(request);
      world.silences = [{ sync: null, until: at(now, -60 * minute), by: "Ada" }];
      return HttpResponse.json(world.silences[0]);
    }),
    http.post("/api/v1/alerts/channels/:name/test", () =>
      HttpResponse.json({ taken: false, sentence: "The webhook answered 500 instead of 200." }),
    ),
    http.put("/api/v1/alerts/channels/:name", async ({ request, params }) => {
      await took(request);
      world.channels = [...world.channels, { ...ops, name: String(params.name) }];
      return HttpResponse.json(world.channels.at(-1));
    }),
  );
  return { world, backend };
}

describe("the alerts", () => {
  it("say what is wrong since when, and are closed by who knows better", async () => {
    const { backend } = aWorld({ alerts: [anAlert({}), anAlert({ id: 13, cause: "late" })], channels: [ops] });
    const page = openPage("/alerts");
    expect(await screen.findAllByText("The partner is away.")).toHaveLength(2);
    expect(screen.getAllByRole("link", { name: "Look at run 55" })[0]).toHaveAttribute("href", "/runs/55");
    expect(screen.queryByText(/Nobody is told/)).toBeNull();
    expect(await accessFaults()).toEqual([]);
    // What is late is late: only the one that failed can be closed.
    await page.user.click(screen.getByRole("button", { name: /^Close the alert/ }));
    expect(backend.calls).toEqual(["POST /api/v1/alerts/12/close"]);
    await page.user.click(screen.getByRole("link", { name: "Past" }));
    expect(await screen.findByText("closed by Ada")).toBeVisible();
    expect(page.address()).toBe("/alerts?show=past");
  });

  it("say that nobody is told of them, and are only looked at by a viewer", async () => {
    aWorld({ alerts: [anAlert({})], channels: [{ ...ops, paused: true }] }, aMe({ role: "viewer" }));
    openPage("/alerts");
    expect(await screen.findByText(/Every channel is paused/)).toBeVisible();
    expect(await screen.findByText("The partner is away.")).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Close/ })).toBeNull();
  });
});

describe("the channels", () => {
  it("are added, tested and silenced, and say what did not arrive", async () => {
    const message: AlertMessage = {
      id: "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
      channel: "ops",
      subject: "Clients: failed",
      createdAt: at(now, 9 * minute),
      attempts: 4,
      nextAt: at(now, -3.9 * minute),
      sentAt: null,
      givenUpAt: null,
      problem: "The webhook answered 500 instead of 200.",
    };
    const { world } = aWorld({ channels: [ops], messages: [message] }, aMe({ role: "admin" }));
    const page = openPage("/settings/alerts");
    expect(await screen.findByText("https://hooks.example, signed")).toBeVisible();
    expect(await screen.findByText(/Tried 4 times, again in 3 min/)).toBeVisible();
    expect(await accessFaults()).toEqual([]);

    await page.user.click(screen.getByRole("button", { name: "Test ops" }));
    expect(await screen.findByText("The webhook answered 500 instead of 200.")).toHaveAttribute("role", "status");

    await page.user.type(screen.getByLabelText("Name"), "night");
    await page.user.type(screen.getByLabelText("Address"), "https://hooks.example/T0/secret");
    await page.user.click(screen.getByRole("button", { name: "Add the channel" }));
    const rows = await screen.findByRole("table", { name: /Channels/ });
    expect(await within(rows).findByRole("button", { name: "Test night" })).toBeVisible();

    await page.user.click(screen.getByRole("button", { name: "Silence" }));
    expect(await screen.findByText(/Nobody is told of any sync until/)).toBeVisible();
    expect(world.bodies).toEqual([
      expect.objectContaining({ kind: "webhook", url: "https://hooks.example/T0/secret", key: null, paused: false }),
      { sync: null, minutes: 60 },
    ]);
  });
});
