import type { Run } from "../model";

/** What a page hears, whether it holds the stream itself or a SharedWorker holds it for all tabs. */
export type LiveMessage =
  | { kind: "state"; state: LiveState }
  | { kind: "run"; run: Run }
  | { kind: "sync"; sync: string };
export type LiveState = "connecting" | "open" | "broken";

const retryAfterMs = 3_000;
// The server sends a heartbeat every 15 s; three in a row missing is a dead line that the browser has not noticed.
const silenceMs = 45_000;

/** One EventSource on /api/v1/events, kept open. */
export class LiveStream {
  private source: EventSource | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  state: LiveState = "connecting";

  constructor(private readonly tell: (message: LiveMessage) => void) {}

  open(): void {
    this.close();
    const source = new EventSource("/api/v1/events");
    this.source = source;
    source.onopen = () => this.become("open");
    source.addEventListener("run", (event) => this.tell({ kind: "run", run: payload(event).run as Run }));
    source.addEventListener("sync", (event) => this.tell({ kind: "sync", sync: payload(event).sync as string }));
    // Comments cannot be heard, so silence is only judged once the server has shown that it beats by event.
    source.addEventListener("heartbeat", () => this.expectHeartbeat());
    source.onerror = () => this.broke(source);
  }

  close(): void {
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
  }

  private broke(source: EventSource): void {
    this.become("broken");
    // The browser comes back by itself after a lost line, but gives up for good after an answer such as 401 or 502.
    if (source.readyState === EventSource.CLOSED) this.retry = setTimeout(() => this.open(), retryAfterMs);
  }

  private expectHeartbeat(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.become("broken");
      this.open();
    }, silenceMs);
  }

  private become(state: LiveState): void {
    this.state = state;
    this.tell({ kind: "state", state });
  }
}

function payload(event: Event): Record<string, unknown> {
  return JSON.parse((event as MessageEvent<string>).data) as Record<string, unknown>;
}
