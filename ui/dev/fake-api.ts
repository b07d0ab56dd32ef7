import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connect, Plugin } from "vite";
import type { Run, SavedView, Sync } from "../src/api/model.ts";
import { aDensity, aMe, anAttempt, aRun, aTally, listed } from "../src/testing/world.ts";
import { laterRoutes } from "./fake-later.ts";
import { fakeChanges, fakeFailures, fakePast, fakeRuns, fakeSyncs } from "./fake-world.ts";

/*
 * The contract's answers from memory, for `npm run dev` and `npm run preview`; it is no part of the build.
 * Sign in with anything; the password "wrong" is refused. ?role=viewer in /sign-in's email makes a viewer.
 */
export function fakeApi(): Plugin {
  return {
    name: "tallystick-fake-api",
    configureServer: (server) => {
      server.middlewares.use(answer(new World()));
    },
    configurePreviewServer: (server) => {
      server.middlewares.use(answer(new World()));
      server.middlewares.use(servePage);
    },
  };
}

/** The built page under the policy that the real server sends, so that a breach shows here first. */
async function servePage(request: IncomingMessage, response: ServerResponse, next: Connect.NextFunction) {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (request.method !== "GET" || (path.split("/").pop() ?? "").includes(".")) return next();
  const nonce = Math.random().toString(36).slice(2);
  const page = await readFile("dist/index.html", "utf8");
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader(
    "Content-Security-Policy",
    `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; font-src 'self'; ` +
      "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  );
  response.end(page.replaceAll("__STYLE_NONCE__", nonce));
}

class World {
  signedIn = true;
  role: "viewer" | "operator" | "admin" = "admin";
  readonly runs: Run[];
  readonly syncs: Sync[];
  /** Runs of which only the picture over time tells. */
  readonly past: Run[];
  views: SavedView[] = [
    { id: 1, screen: "runs", name: "Failures", search: "status=failed" },
    { id: 2, screen: "runs", name: "Clients by hand", search: "by=manual&sync=clients" },
  ];
  private readonly streams = new Set<ServerResponse>();

  constructor() {
    const now = Date.now();
    this.runs = fakeRuns(now);
    this.syncs = fakeSyncs(now, this.runs);
    this.past = fakePast(now);
  }

  listen(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(": hello\n\n");
    this.streams.add(response);
    const beat = setInterval(() => response.write("event: heartbeat\ndata: {}\n\n"), 15_000);
    response.on("close", () => {
      clearInterval(beat);
      this.streams.delete(response);
    });
  }

  put(run: Run): void {
    const known = this.runs.findIndex((other) => other.id === run.id);
    if (known >= 0) this.runs[known] = run;
    else this.runs.unshift(run);
    const sync = this.syncs.find((one) => one.name === run.sync);
    if (sync && !run.dryRun) {
      const active = run.endedAt === null;
      sync.activeRun = active ? run : null;
      if (!active) {
        sync.lastRun = run;
        sync.freshness = { ...sync.freshness, confirmedAt: run.endedAt, state: "on_time" };
      }
      const worked = (run.tally.right?.created ?? 0) + (run.tally.right?.updated ?? 0);
      const mark = {
        run: run.id,
        startedAt: run.startedAt ?? run.createdAt,
        endedAt: run.endedAt,
        status: run.status,
        worked,
        failed: run.tally.right?.failed ?? 0,
      };
      sync.tape = [...sync.tape.filter((other) => other.run !== run.id), mark];
    }
    this.tell("run", { run });
    if (run.endedAt) this.tell("sync", { sync: run.sync });
  }

  start(name: string, dryRun: boolean): { run: Run; attached: boolean } {
    const active = this.runs.find((run) => run.sync === name && run.endedAt === null && run.dryRun === dryRun);
    if (active) {
      this.put({ ...active, acknowledged: false });
      return { run: active, attached: true };
    }
    const now = new Date().toISOString();
    const run = aRun(Date.now(), {
      id: Math.max(...this.runs.map((one) => one.id)) + 1,
      sync: name,
      trigger: "manual",
      actor: "Mira Okafor",
      dryRun,
      status: "running",
      phase: "observe",
      createdAt: now,
      startedAt: now,
      endedAt: null,
      sentence: "Reading",
      tally: { left: null, right: null },
      progress: { read: 0, planned: 0, applied: 0, total: 1353 },
      attempts: [anAttempt(Date.now(), { startedAt: now, endedAt: null, outcome: null })],
      acknowledged: false,
    });
    this.put(run);
    this.advance(run.id, 0);
    return { run, attached: false };
  }

  private advance(id: number, step: number): void {
    setTimeout(() => {
      const run = this.runs.find((one) => one.id === id);
      if (!run || run.endedAt) return;
      if (step < 8) this.put({ ...run, progress: { ...run.progress, read: (step + 1) * 169 } });
      else if (step < 10) this.put({ ...run, phase: "plan", progress: { ...run.progress, planned: 107 } });
      else if (step < 18 && !run.dryRun)
        this.put({ ...run, phase: "apply", progress: { ...run.progress, applied: (step - 9) * 13 } });
      else return this.put(ended(run));
      this.advance(id, step + 1);
    }, 350);
  }

  private tell(event: string, data: unknown): void {
    for (const stream of this.streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

function ended(run: Run): Run {
  const now = new Date().toISOString();
  const right = aTally({ created: 12, updated: 90, failed: run.dryRun ? 0 : 5, skipped: 6, unchanged: 1240 });
  return {
    ...run,
    status: run.dryRun ? "succeeded" : "partial",
    phase: null,
    endedAt: now,
    sentence: run.dryRun
      ? "Nothing has been written. It would be: 12 created, 90 updated, 6 skipped."
      : "12 created, 90 updated, 5 failed, 6 skipped",
    tally: { left: aTally({ unchanged: 1353 }), right },
    attempts: run.attempts.map((attempt) => ({
      ...attempt,
      endedAt: now,
      outcome: run.dryRun ? "succeeded" : "partial",
    })),
  };
}

type Call = {
  world: World;
  params: string[];
  query: URLSearchParams;
  body: Record<string, string>;
  response: ServerResponse;
};
type Reply = { status: number; body?: unknown } | undefined;
type Route = [method: string, path: RegExp, reply: (call: Call) => Reply];

const ok = (body: unknown, status = 200): Reply => ({ status, body });
const problem = (status: number, code: string, detail: string): Reply => ({
  status,
  body: { type: "about:blank", title: code, status, code, detail },
});

const routes: Route[] = [
  ...laterRoutes.map(
    ([method, path, answer]): Route => [
      method,
      path,
      ({ params, query }) => {
        const body = answer(Date.now(), params, query);
        return body === undefined ? found(undefined) : ok(body, method === "POST" ? 202 : 200);
      },
    ],
  ),
  ["GET", /^\/me$/, ({ world }) => ok({ ...aMe(), role: world.role, owner: world.role === "admin" })],
  [
    "POST",
    /^\/session$/,
    ({ world, body }) => {
      if (body.password === "wrong") return problem(401, "wrong_password", "Wrong email or password.");
      world.signedIn = true;
      world.role = body.email?.startsWith("viewer") ? "viewer" : "admin";
      return { status: 204 };
    },
  ],
  [
    "POST",
    /^\/session\/link$/,
    ({ world, body }) => {
      if (body.token === "used") return problem(410, "link_used", "The link was used.");
      world.signedIn = true;
      return { status: 204 };
    },
  ],
  [
    "POST",
    /^\/setup$/,
    ({ world }) => {
      world.signedIn = true;
      return { status: 204 };
    },
  ],
  [
    "DELETE",
    /^\/session$/,
    ({ world }) => {
      world.signedIn = false;
      return { status: 204 };
    },
  ],
  [
    "GET",
    /^\/events$/,
    ({ world, response }) => {
      world.listen(response);
      return undefined;
    },
  ],
  [
    "GET",
    /^\/syncs$/,
    ({ world, query }) => {
      const q = (query.get("q") ?? "").toLowerCase();
      const state = query.get("state");
      const items = world.syncs.filter(
        (sync) => sync.title.toLowerCase().includes(q) && (!state || sync.freshness.state === state),
      );
      return ok({ items, next: null, total: items.length, paused: items.filter(({ paused }) => paused).length });
    },
  ],
  [
    "POST",
    /^\/connections\/([^/]+)\/test\/stages$/,
    ({ response }) => {
      const stages = [
        { stage: "address", ok: true, sentence: "The name was found." },
        { stage: "tls", ok: true, sentence: "The certificate is in order." },
        { stage: "sign-in", ok: false, sentence: "The token is refused. Make a new one there and put it in here." },
      ];
      response.writeHead(200, { "Content-Type": "application/x-ndjson" });
      stages.forEach((stage, index) => {
        setTimeout(() => response.write(`${JSON.stringify(stage)}\n`), 400 * (index + 1));
      });
      setTimeout(() => response.end(), 400 * stages.length + 50);
      return undefined;
    },
  ],
  ["GET", /^\/runs\/density$/, ({ world, query }) => ok(aDensity([...world.runs, ...world.past], query))],
  ["GET", /^\/me\/views$/, ({ world }) => ok({ items: world.views, next: null })],
  [
    "POST",
    /^\/me\/views$/,
    ({ world, body }) => {
      const view: SavedView = {
        id: Date.now(),
        screen: "runs",
        name: body.name ?? "",
        search: body.search ?? "",
      };
      world.views = [...world.views.filter(({ name }) => name !== view.name), view];
      return ok(view, 201);
    },
  ],
  [
    "DELETE",
    /^\/me\/views\/(\d+)$/,
    ({ world, params }) => {
      world.views = world.views.filter(({ id }) => id !== Number(params[0]));
      return { status: 204 };
    },
  ],
  ["GET", /^\/runs\/retry$/, () => ok({ runs: 0, syncs: 0 })],
  ["GET", /^\/syncs\/([^/]+)$/, ({ world, params }) => found(world.syncs.find((sync) => sync.name === params[0]))],
  [
    "POST",
    /^\/syncs\/([^/]+)\/plan$/,
    ({ world, params }) => ok({ run: world.start(params[0] ?? "", true).run.id }, 202),
  ],
  [
    "POST",
    /^\/syncs\/([^/]+)\/(pause|resume)$/,
    ({ world, params, body }) => {
      const sync = world.syncs.find((one) => one.name === params[0]);
      if (sync) Object.assign(sync, { paused: params[1] === "pause", pausedReason: body.reason ?? null });
      return found(sync);
    },
  ],
  [
    "POST",
    /^\/sync\/([^/]+)$/,
    ({ world, params }) => {
      const name = params[0] ?? "";
      if (name === "vouchers")
        return problem(409, "no_credential", "Booking API has no credential yet. Nothing was started.");
      const { run, attached } = world.start(name, false);
      return ok(
        {
          runs: [
            { sync: name, run: run.id, attached, followUp: false, sentence: "Sync started", href: `/runs/${run.id}` },
          ],
        },
        202,
      );
    },
  ],
  [
    "GET",
    /^\/runs$/,
    ({ world, query }) => {
      const items = world.runs.filter(
        (run) => listed(run, query) && (query.get("acknowledged") !== "false" || !run.acknowledged),
      );
      return ok(
        page(
          items.sort((a, b) => b.id - a.id),
          query,
        ),
      );
    },
  ],
  ["GET", /^\/runs\/(\d+)$/, ({ world, params }) => found(runOf(world, params))],
  [
    "GET",
    /^\/runs\/(\d+)\/changes$/,
    ({ world, params, query }) => {
      const run = runOf(world, params);
      if (!run) return found(undefined);
      const items = fakeChanges(Date.now(), run).filter(
        (change) =>
          (!query.get("kind") || change.kind === query.get("kind")) &&
          (!query.get("status") || change.status === query.get("status")) &&
          change.row.includes(query.get("q") ?? ""),
      );
      return ok({ ...page(items, query), total: items.length });
    },
  ],
  [
    "GET",
    /^\/runs\/(\d+)\/failures$/,
    ({ world, params }) => {
      const run = runOf(world, params);
      return ok({ items: run ? fakeFailures(run) : [] });
    },
  ],
  [
    "POST",
    /^\/runs\/(\d+)\/acknowledge$/,
    ({ world, params }) => {
      const run = runOf(world, params);
      if (run) world.put({ ...run, acknowledged: true });
      return { status: 204 };
    },
  ],
  [
    "POST",
    /^\/runs\/(\d+)\/cancel$/,
    ({ world, params }) => {
      const run = runOf(world, params);
      if (!run) return found(run);
      const cancelled: Run = {
        ...run,
        status: "cancelled",
        endedAt: new Date().toISOString(),
        sentence: "Cancelled",
        held: null,
      };
      world.put(cancelled);
      return ok(cancelled, 202);
    },
  ],
  [
    "POST",
    /^\/runs\/(\d+)\/approve$/,
    ({ world, params, body }) => {
      const run = runOf(world, params);
      if (!run || run.plan?.hash !== body.hash)
        return problem(409, "plan_moved", "The plan is no longer the one you saw.");
      const going: Run = { ...run, status: "running", phase: "apply", held: null, acknowledged: false };
      world.put(going);
      setTimeout(() => world.put(ended(going)), 3_000);
      return ok(going, 202);
    },
  ],
];

function found(body: unknown): Reply {
  return body ? ok(body) : problem(404, "not_found", "There is no such thing here.");
}

function runOf(world: World, params: string[]): Run | undefined {
  return world.runs.find((run) => run.id === Number(params[0]));
}

function page<T>(items: T[], query: URLSearchParams): { items: T[]; next: string | null } {
  const from = Number(query.get("cursor") ?? 0);
  const to = from + Number(query.get("limit") ?? 50);
  return { items: items.slice(from, to), next: to < items.length ? String(to) : null };
}

function answer(world: World) {
  return async (request: IncomingMessage, response: ServerResponse, next: Connect.NextFunction) => {
    const url = new URL(request.url ?? "/", "http://dev");
    if (!url.pathname.startsWith("/api/v1/")) return next();
    const path = url.pathname.slice("/api/v1".length);
    const route = routes.find(([method, pattern]) => method === request.method && pattern.test(path));
    const open = /^\/(session|setup|invitations\/look|invitations\/accept|password)/.test(path);
    response.setHeader("Set-Cookie", "XSRF-TOKEN=dev-token; Path=/; SameSite=Lax");
    const body = (await read(request)) as Record<string, string>;
    const reply = !route
      ? problem(404, "not_found", "No such address.")
      : !world.signedIn && !open
        ? problem(401, "signed_out", "Sign in first.")
        : request.method !== "GET" && request.headers["x-xsrf-token"] !== "dev-token"
          ? problem(403, "csrf", "The CSRF header is missing.")
          : route[2]({ world, params: path.match(route[1])?.slice(1) ?? [], query: url.searchParams, body, response });
    if (!reply) return;
    response.statusCode = reply.status;
    response.setHeader("Content-Type", reply.status >= 400 ? "application/problem+json" : "application/json");
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
  };
}

async function read(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  return text ? JSON.parse(text) : {};
}
