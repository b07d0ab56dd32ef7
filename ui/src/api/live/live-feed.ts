import type { QueryClient } from "@tanstack/react-query";
import { groupsQuery, movesGroup } from "../groups";
import { isActive } from "../runs";
import { type LiveLink, openLiveLink } from "./live-link";
import { patchRun } from "./patch";
import type { LiveMessage, LiveState } from "./stream";

export const pollEveryMs = 3_000;
const settleMs = 400;

/** Keeps what is on the page true: by the stream while it is open, by asking every 3 s while it is broken. */
export class LiveFeed {
  private link: LiveLink | null = null;
  private poll: ReturnType<typeof setInterval> | undefined;
  private readonly settling = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly listeners = new Set<() => void>();
  private current: LiveState = "connecting";

  constructor(
    private readonly client: QueryClient,
    private readonly connect: (hear: (message: LiveMessage) => void) => LiveLink = openLiveLink,
  ) {}

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly state = () => this.current;

  start(): () => void {
    this.link = this.connect((message) => this.hear(message));
    return () => this.stop();
  }

  private stop(): void {
    this.link?.close();
    clearInterval(this.poll);
    for (const timer of this.settling.values()) clearTimeout(timer);
    this.become("connecting");
  }

  private hear(message: LiveMessage): void {
    switch (message.kind) {
      case "state":
        this.hearState(message.state);
        break;
      case "run":
        patchRun(this.client, message.run);
        // The lines under a run (changes, failures) are not in the message; while it moves, twice a second is enough.
        this.settle(`run ${message.run.id}`, () => this.askAgainForLines(message.run.id));
        if (movesGroup(this.client, message.run.sync)) this.settle("groups", () => this.askAgainForGroups());
        if (!isActive(message.run)) this.settle("syncs", () => this.askAgainForSyncs());
        break;
      case "sync":
        // A group that begins or ends is told as one of its syncs.
        if (movesGroup(this.client, message.sync)) this.settle("groups", () => this.askAgainForGroups());
        this.settle("syncs", () => this.askAgainForSyncs());
        break;
      default:
        message satisfies never;
    }
  }

  private hearState(state: LiveState): void {
    const wasBroken = this.current === "broken";
    this.become(state);
    clearInterval(this.poll);
    if (state === "broken") this.poll = setInterval(() => this.askAgain(), pollEveryMs);
    // What happened while the line was down was told to nobody here.
    if (state === "open" && wasBroken) this.askAgain();
  }

  private askAgain(): void {
    if (document.visibilityState === "hidden") return;
    for (const key of [
      "syncs",
      "sync",
      "runs",
      "retryable",
      "density",
      "run",
      "unacknowledged",
      "conflicts",
      "rows",
      "health",
      "groups",
    ]) {
      void this.client.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
    }
  }

  private askAgainForSyncs(): void {
    for (const key of ["syncs", "sync", "retryable", "density", "conflicts", "rows", "health"]) {
      void this.client.invalidateQueries({ queryKey: [key] });
    }
  }

  private askAgainForGroups(): void {
    void this.client.invalidateQueries({ queryKey: groupsQuery.queryKey });
  }

  private askAgainForLines(id: number): void {
    void this.client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === id && queryKey.length > 2 });
  }

  private settle(name: string, work: () => void): void {
    if (this.settling.has(name)) return;
    const timer = setTimeout(() => {
      this.settling.delete(name);
      work();
    }, settleMs);
    this.settling.set(name, timer);
  }

  private become(state: LiveState): void {
    if (state === this.current) return;
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}
