import { type LiveMessage, LiveStream } from "./stream";

export type LiveLink = { close: () => void };

/** The stream by a SharedWorker that all tabs have in common, or by this page alone where there is none. */
export function openLiveLink(hear: (message: LiveMessage) => void): LiveLink {
  if (typeof SharedWorker !== "undefined") return sharedLink(hear);
  if (typeof EventSource !== "undefined") return ownLink(hear);
  hear({ kind: "state", state: "broken" });
  return { close: () => undefined };
}

function ownLink(hear: (message: LiveMessage) => void): LiveLink {
  const stream = new LiveStream(hear);
  stream.open();
  return { close: () => stream.close() };
}

const hereEveryMs = 30_000;

function sharedLink(hear: (message: LiveMessage) => void): LiveLink {
  const worker = new SharedWorker(new URL("./live-worker.ts", import.meta.url), { type: "module", name: "tallystick" });
  const { port } = worker;
  let fallback: LiveLink | null = null;
  worker.onerror = () => {
    fallback ??= ownLink(hear);
  };
  port.onmessage = (event: MessageEvent<LiveMessage>) => hear(event.data);
  port.start();
  const here = setInterval(() => port.postMessage("here"), hereEveryMs);
  const leave = () => port.postMessage("bye");
  // A page that comes back from the back-forward cache has said goodbye: it announces itself again.
  const comeBack = (event: PageTransitionEvent) => event.persisted && port.postMessage("restart");
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", comeBack);
  return {
    close: () => {
      clearInterval(here);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", comeBack);
      leave();
      port.close();
      fallback?.close();
    },
  };
}
