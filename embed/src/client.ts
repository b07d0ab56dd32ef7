import { readEvents } from "./read-events.js";
import { isRunning, type SyncStatus } from "./status.js";

/** Gives a token for one sync, as your own back end got it from Tallystick. Called again when the last one expires. */
export type TokenSource = () => Promise<string>;

export type SyncClientOptions = {
  /** Where Tallystick answers, without a path: `https://sync.example.com`. */
  address: string;
  token: TokenSource;
  /** Milliseconds between two questions where the stream does not hold. */
  pollEvery?: number;
};

/** An answer that is no status. `sentence` is fit for a person. */
export class SyncProblem extends Error {
  /** HTTP status; 0 when the server was not reached. */
  readonly status: number;
  /** Stable, to decide on in code: `unreachable`, `unauthorized`, `forbidden` … */
  readonly code: string;

  constructor(status: number, code: string, sentence: string) {
    super(sentence);
    this.name = "SyncProblem";
    this.status = status;
    this.code = code;
  }
}

const defaultPollMs = 2_000;

/** Starts one sync and follows it. Keeps its token in memory only. */
export class SyncClient {
  private readonly address: string;
  private readonly source: TokenSource;
  private readonly pollMs: number;
  private held: Promise<string> | null = null;

  constructor({ address, token, pollEvery = defaultPollMs }: SyncClientOptions) {
    this.address = address.replace(/\/+$/, "");
    this.source = token;
    this.pollMs = pollEvery;
  }

  /** Starts the sync, or attaches to the run that works already. */
  async start(signal?: AbortSignal): Promise<SyncStatus> {
    return (await this.call("POST", "/api/v1/embed/sync", "application/json", signal)).json() as Promise<SyncStatus>;
  }

  async status(signal?: AbortSignal): Promise<SyncStatus> {
    return (await this.call("GET", "/api/v1/embed/status", "application/json", signal)).json() as Promise<SyncStatus>;
  }

  /**
   * Tells each change of the status until no run works any more, by stream where it holds and by asking where not.
   *
   * @returns the last status told
   */
  async follow(tell: (status: SyncStatus) => void, signal: AbortSignal): Promise<SyncStatus> {
    let last = await this.status(signal);
    tell(last);
    while (isRunning(last)) {
      last = (await this.stream(tell, signal)) ?? last;
      if (!isRunning(last)) break;
      await pause(this.pollMs, signal);
      last = await this.status(signal);
      tell(last);
    }
    return last;
  }

  /** What the stream last said; null when it could not be had or broke off before it said anything. */
  private async stream(tell: (status: SyncStatus) => void, signal: AbortSignal): Promise<SyncStatus | null> {
    let last: SyncStatus | null = null;
    const whole = new AbortController();
    const stop = () => whole.abort(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    try {
      const answer = await this.call("GET", "/api/v1/embed/events", "text/event-stream", whole.signal);
      if (!answer.body) return null;
      for await (const event of readEvents(answer.body)) {
        if (event.name !== "status") continue;
        last = JSON.parse(event.data) as SyncStatus;
        tell(last);
        if (!isRunning(last)) return last;
      }
      return last;
    } catch (broken) {
      // A refusal stays one whichever way it is asked; a broken line is what polling is for.
      if (signal.aborted || (broken instanceof SyncProblem && broken.status !== 0)) throw broken;
      return last;
    } finally {
      signal.removeEventListener("abort", stop);
      whole.abort();
    }
  }

  private async call(method: string, path: string, accept: string, signal?: AbortSignal): Promise<Response> {
    const first = await this.send(method, path, accept, signal);
    // Tokens live for ten minutes: the one we hold may be over, a fresh one is asked for once.
    const answer = first.status === 401 ? await this.sendAnew(method, path, accept, signal) : first;
    if (answer.ok) return answer;
    throw await problemOf(answer);
  }

  private sendAnew(method: string, path: string, accept: string, signal?: AbortSignal): Promise<Response> {
    this.held = null;
    return this.send(method, path, accept, signal);
  }

  private async send(method: string, path: string, accept: string, signal?: AbortSignal): Promise<Response> {
    const token = await this.token();
    try {
      return await globalThis.fetch(this.address + path, {
        method,
        headers: { Accept: accept, Authorization: `Bearer ${token}` },
        // Who this is the token says; cookies of another page must not.
        credentials: "omit",
        cache: "no-store",
        ...(signal && { signal }),
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new SyncProblem(0, "unreachable", unreachable());
    }
  }

  private token(): Promise<string> {
    if (!this.held) {
      const asked = this.source().catch((cause: unknown) => {
        if (this.held === asked) this.held = null;
        throw cause;
      });
      this.held = asked;
    }
    return this.held;
  }
}

async function problemOf(answer: Response): Promise<SyncProblem> {
  const body: unknown = await answer.json().catch(() => null);
  const problem = (typeof body === "object" && body !== null ? body : {}) as { code?: string; detail?: string };
  return new SyncProblem(
    answer.status,
    problem.code ?? String(answer.status),
    problem.detail ?? `The sync server answered ${answer.status} and gave no reason.`,
  );
}

/** A browser does not tell a server that is away from one that does not let this page ask, so the sentence says both. */
function unreachable(): string {
  const origin = globalThis.location?.origin;
  const perhaps = origin && ` If the server is up, an admin must add ${origin} to its allowed origins, under Settings.`;
  return `The sync server cannot be reached. Nothing was changed by this page.${perhaps ?? ""}`;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
