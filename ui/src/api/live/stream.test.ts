import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aRun } from "../../testing/world";
import { openLiveLink } from "./live-link";
import { type LiveMessage, LiveStream } from "./stream";

class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeEventSource.opened.push(this);
  }

  say(type: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }

  close() {
    this.readyState = FakeEventSource.CLOSED;
  }
}

const last = () => {
  const source = FakeEventSource.opened.at(-1);
  if (!source) throw new Error("no stream was opened");
  return source;
};

let heard: LiveMessage[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
  FakeEventSource.opened = [];
  heard = [];
});
afterEach(() => vi.unstubAllGlobals());

describe("the live stream", () => {
  it("hands on runs and syncs", () => {
    new LiveStream((message) => heard.push(message)).open();
    const run = aRun(0, { id: 5 });
    last().onopen?.();
    last().say("run", { run });
    last().say("sync", { sync: "clients" });
    expect(last().url).toBe("/api/v1/events");
    expect(heard).toEqual([
      { kind: "state", state: "open" },
      { kind: "run", run },
      { kind: "sync", sync: "clients" },
    ]);
  });

  it("comes back after an answer that the browser takes as final", () => {
    new LiveStream((message) => heard.push(message)).open();
    last().readyState = FakeEventSource.CLOSED;
    last().onerror?.();
    expect(heard).toEqual([{ kind: "state", state: "broken" }]);
    vi.advanceTimersByTime(3_000);
    expect(FakeEventSource.opened).toHaveLength(2);
  });

  it("leaves a lost line to the browser, which comes back by itself", () => {
    new LiveStream((message) => heard.push(message)).open();
    last().readyState = 0;
    last().onerror?.();
    vi.advanceTimersByTime(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
  });

  it("takes three missing heartbeats for a dead line", () => {
    new LiveStream((message) => heard.push(message)).open();
    last().say("heartbeat", {});
    vi.advanceTimersByTime(44_000);
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(heard).toEqual([{ kind: "state", state: "broken" }]);
    expect(FakeEventSource.opened).toHaveLength(2);
  });

  it("is held by the page itself where there is no SharedWorker", () => {
    const link = openLiveLink((message) => heard.push(message));
    last().onopen?.();
    expect(heard).toEqual([{ kind: "state", state: "open" }]);
    link.close();
    expect(last().readyState).toBe(FakeEventSource.CLOSED);
  });

  it("is shared by a worker where there is one: the page opens none", () => {
    const posted: unknown[] = [];
    class FakeSharedWorker {
      port = {
        start: () => undefined,
        close: () => undefined,
        postMessage: (word: unknown) => posted.push(word),
        onmessage: null as unknown,
      };
    }
    vi.stubGlobal("SharedWorker", FakeSharedWorker);
    const link = openLiveLink((message) => heard.push(message));
    vi.advanceTimersByTime(30_000);
    link.close();
    expect(FakeEventSource.opened).toHaveLength(0);
    expect(posted).toEqual(["here", "bye"]);
  });
});
