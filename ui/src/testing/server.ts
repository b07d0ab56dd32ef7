import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import type {
  Anatomy,
  Change,
  Conflict,
  Connection,
  Failure,
  Group,
  Health,
  LogLine,
  Me,
  RowPassport,
  Run,
  SavedView,
  Schedule,
  Sync,
  Versions,
  Workspace,
} from "../api/model";
import { aDensity, aHealth, aMe, listed } from "./world";

export const server = setupServer();

/** What the fake server knows. A test changes it to say what changed. */
export type Backend = {
  me: Me | null;
  syncs: Sync[];
  runs: Run[];
  changes: Change[];
  failures: Failure[];
  conflicts: Conflict[];
  rows: RowPassport[];
  schedules: Schedule[];
  connections: Connection[];
  anatomy: Anatomy;
  versions: Versions;
  log: LogLine[];
  groups: Group[];
  workspaces: Workspace[];
  views: SavedView[];
  health: Health;
  /** Every unsafe call, as "POST /api/v1/…", in the order it came. */
  calls: string[];
};

export function problem(status: number, code: string, detail: string) {
  return HttpResponse.json({ title: code, status, code, detail }, { status });
}

/** The contract's answers from memory. */
export function aBackend(known: Partial<Backend> = {}): Backend {
  const backend: Backend = {
    me: aMe(),
    syncs: [],
    runs: [],
    changes: [],
    failures: [],
    conflicts: [],
    rows: [],
    schedules: [],
    connections: [],
    anatomy: { at: new Date().toISOString(), attempts: [] },
    log: [],
    versions: { items: [], current: 1, restorable: true, missing: null },
    groups: [],
    workspaces: [],
    views: [],
    health: aHealth(),
    calls: [],
    ...known,
  };
  const run = (id: unknown) => backend.runs.find((one) => one.id === Number(id));
  server.events.removeAllListeners();
  server.events.on("request:start", ({ request }) => {
    if (request.method !== "GET") backend.calls.push(`${request.method} ${new URL(request.url).pathname}`);
  });
  server.use(
    http.get("/api/v1/me", () => (backend.me ? HttpResponse.json(backend.me) : problem(401, "signed_out", "Sign in"))),
    http.get("/api/v1/syncs", ({ request }) => {
      const query = new URL(request.url).searchParams;
      const q = (query.get("q") ?? "").toLowerCase();
      const state = query.get("state");
      const items = backend.syncs.filter(
        (sync) => sync.title.toLowerCase().includes(q) && (!state || sync.freshness.state === state),
      );
      const paused = items.filter((sync) => sync.paused).length;
      return HttpResponse.json({ items, next: null, total: items.length, paused });
    }),
    http.get("/api/v1/syncs/:name", ({ params }) => {
      const sync = backend.syncs.find((one) => one.name === params.name);
      return sync ? HttpResponse.json(sync) : problem(404, "not_found", "No such sync");
    }),
    http.get("/api/v1/runs", ({ request }) => {
      const query = new URL(request.url).searchParams;
      const items = backend.runs.filter(
        (one) => listed(one, query) && (query.get("acknowledged") !== "false" || !one.acknowledged),
      );
      return HttpResponse.json({ items, next: null });
    }),
    http.get("/api/v1/runs/retry", ({ request }) => {
      const query = new URL(request.url).searchParams;
      const failed = backend.runs.filter(
        (one) => (one.status === "failed" || one.status === "partial") && listed(one, query),
      );
      return HttpResponse.json({ runs: failed.length, syncs: new Set(failed.map((one) => one.sync)).size });
    }),
    http.get("/api/v1/runs/density", ({ request }) =>
      HttpResponse.json(aDensity(backend.runs, new URL(request.url).searchParams)),
    ),
    http.get("/api/v1/me/views", () => HttpResponse.json({ items: backend.views, next: null })),
    http.post("/api/v1/me/views", async ({ request }) => {
      const { name, search } = (await request.json()) as { name: string; search: string };
      const view: SavedView = { id: backend.views.length + 1, screen: "runs", name, search };
      backend.views = [...backend.views.filter((other) => other.name !== name), view];
      return HttpResponse.json(view, { status: 201 });
    }),
    http.delete("/api/v1/me/views/:id", ({ params }) => {
      backend.views = backend.views.filter((view) => view.id !== Number(params.id));
      return new HttpResponse(null, { status: 204 });
    }),
    http.get("/api/v1/runs/:id", ({ params }) => {
      const found = run(params.id);
      return found ? HttpResponse.json(found) : problem(404, "not_found", "No such run");
    }),
    http.get("/api/v1/runs/:id/failures", () => HttpResponse.json({ items: backend.failures })),
    http.get("/api/v1/runs/:id/changes", ({ request }) => {
      const query = new URL(request.url).searchParams;
      const from = Number(query.get("cursor") ?? 0);
      const to = from + Number(query.get("limit") ?? 50);
      const items = backend.changes.filter(
        (change) =>
          (!query.get("kind") || change.kind === query.get("kind")) &&
          (!query.get("status") || change.status === query.get("status")),
      );
      const next = to < items.length ? String(to) : null;
      return HttpResponse.json({ items: items.slice(from, to), next, total: items.length });
    }),
    http.get("/api/v1/syncs/:name/versions", () => HttpResponse.json(backend.versions)),
    http.get("/api/v1/runs/:id/anatomy", () => HttpResponse.json(backend.anatomy)),
    http.get("/api/v1/runs/:id/log", ({ request }) => {
      const query = new URL(request.url).searchParams;
      const before = Number(query.get("before") ?? Number.POSITIVE_INFINITY);
      const limit = Number(query.get("limit") ?? 200);
      const found = backend.log.filter(
        (line) =>
          line.number < before &&
          (!query.get("from") || line.at >= (query.get("from") ?? "")) &&
          (!query.get("to") || line.at <= (query.get("to") ?? "")),
      );
      const items = found.slice(-limit);
      return HttpResponse.json({
        items,
        before: items.length < found.length ? items[0]?.number : null,
        written: backend.log.at(-1)?.number ?? 0,
        missing: null,
      });
    }),
    http.get("/api/v1/conflicts", ({ request }) => {
      const query = new URL(request.url).searchParams;
      const items = backend.conflicts.filter(
        (one) =>
          (!query.get("sync") || one.sync === query.get("sync")) &&
          (!query.get("field") || one.leftField === query.get("field") || one.rightField === query.get("field")) &&
          (!query.get("state") || one.state === query.get("state")),
      );
      return HttpResponse.json({
        items: items.slice(0, Number(query.get("limit") ?? 50)),
        next: null,
        total: items.length,
      });
    }),
    http.get("/api/v1/rows", ({ request }) => {
      const query = new URL(request.url).searchParams;
      const wanted = query.get("row");
      const found = backend.rows.find(
        (one) => one.sync === query.get("sync") && (one.left.row === wanted || one.right.row === wanted),
      );
      return found
        ? HttpResponse.json(found)
        : problem(404, "not_found", `No run of ${query.get("sync")} has seen a row '${wanted}'.`);
    }),
    http.get("/api/v1/schedules/:sync", ({ params }) => {
      const found = backend.schedules.find((one) => one.sync === params.sync);
      return found ? HttpResponse.json(found) : problem(404, "not_found", "This sync has no schedule.");
    }),
    http.get("/api/v1/workspaces", () => HttpResponse.json({ items: backend.workspaces, next: null })),
    http.get("/api/v1/groups", () => HttpResponse.json({ items: backend.groups, next: null })),
    http.get("/api/v1/connections", () => HttpResponse.json({ items: backend.connections, next: null })),
    http.get("/api/v1/connections/:name", ({ params }) => {
      const found = backend.connections.find((one) => one.name === params.name);
      return found ? HttpResponse.json(found) : problem(404, "not_found", "There is no such connection.");
    }),
    http.get("/api/v1/audit", () => HttpResponse.json({ items: [], next: null })),
    http.get("/api/v1/sync/status", () => HttpResponse.json(backend.health)),
    http.post("/api/v1/runs/:id/acknowledge", ({ params }) => {
      const found = run(params.id);
      if (found) found.acknowledged = true;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return backend;
}
