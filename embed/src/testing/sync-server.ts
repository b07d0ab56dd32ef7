import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SyncStatus } from "../status.js";

/** The embed part of a Tallystick server on a port of its own, whose run the test moves on. */
export class SyncServer {
  starts = 0;
  /** How often the status was answered. */
  asked = 0;
  /** Tokens that are taken; others are answered with 401. */
  readonly tokens = new Set(["good"]);
  /** Without a stream a page must ask. */
  streams = true;
  private current: SyncStatus = notFound;
  private readonly listeners = new Set<ServerResponse>();
  private server: Server | null = null;
  address = "";

  async open(): Promise<this> {
    const server = createServer((request, response) => this.answer(request.method, request.url, request, response));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.cut();
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  become(status: Partial<SyncStatus>): void {
    this.current = { ...this.current, ...status };
    for (const listener of this.listeners) this.tell(listener);
  }

  /** Ends every stream in the middle. */
  cut(): void {
    for (const listener of this.listeners) listener.destroy();
    this.listeners.clear();
  }

  get listening(): number {
    return this.listeners.size;
  }

  private answer(
    method: string | undefined,
    url: string | undefined,
    request: { headers: { authorization?: string | undefined } },
    response: ServerResponse,
  ): void {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "authorization");
    if (method === "OPTIONS") {
      response.end();
    } else if (!this.tokens.has(request.headers.authorization?.replace("Bearer ", "") ?? "")) {
      json(response, 401, { code: "unauthorized", detail: "The token is over." });
    } else if (method === "POST" && url === "/api/v1/embed/sync") {
      this.starts++;
      this.become(started);
      json(response, 202, this.current);
    } else if (url === "/api/v1/embed/status") {
      response.on("finish", () => this.asked++);
      json(response, 200, this.current);
    } else if (url === "/api/v1/embed/events" && this.streams) {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      this.listeners.add(response);
      response.on("close", () => this.listeners.delete(response));
      this.tell(response);
    } else {
      response.destroy();
    }
  }

  private tell(listener: ServerResponse): void {
    listener.write(`: beat\n\nevent: status\ndata: ${JSON.stringify(this.current)}\n\n`);
  }
}

export const notFound: SyncStatus = {
  sync: "brands",
  title: "Brands",
  state: "not_found",
  run: null,
  runStatus: null,
  message: "",
  counts: null,
  failures: [],
  startedAt: null,
  endedAt: null,
};

export const started: Partial<SyncStatus> = {
  state: "running",
  run: 7,
  runStatus: "running",
  message: "Sync started…",
  startedAt: "2026-05-04T10:00:00Z",
};

export const partial: Partial<SyncStatus> = {
  state: "completed",
  runStatus: "partial",
  message: "Processed 100 brands: 10 created, 85 updated, 5 failed",
  counts: { created: 10, updated: 85, deleted: 0, failed: 5, held: 0, conflicts: 0, skipped: 0, unchanged: 0 },
  failures: [{ reason: "The country must be two letters", rows: 5, examples: ["Acme"] }],
  endedAt: "2026-05-04T10:00:09Z",
};

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": status < 400 ? "application/json" : "application/problem+json" });
  response.end(JSON.stringify(body));
}
