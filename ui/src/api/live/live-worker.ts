import { onSessionMoved } from "./session-moved";
import { type LiveMessage, LiveStream } from "./stream";

/*
 * One stream for all tabs. A browser opens six connections to a host over HTTP/1.1, so with a stream in each tab the
 * seventh would hang. A port cannot tell that its tab is gone: a tab says goodbye, or falls silent and is forgotten.
 */
const forgetAfterMs = 180_000;
const heardAt = new Map<MessagePort, number>();

const stream = new LiveStream((message) => {
  for (const port of heardAt.keys()) port.postMessage(message);
});

function onConnect(event: MessageEvent): void {
  const port = event.ports[0];
  if (!port) return;
  port.onmessage = (message: MessageEvent<"here" | "bye" | "restart">) => hear(port, message.data);
  heardAt.set(port, Date.now());
  if (heardAt.size === 1) stream.open();
  else port.postMessage({ kind: "state", state: stream.state } satisfies LiveMessage);
}

function hear(port: MessagePort, word: "here" | "bye" | "restart"): void {
  if (word === "bye") heardAt.delete(port);
  else heardAt.set(port, Date.now());
  if (word === "restart") stream.open();
  closeWhenAlone();
}

function closeWhenAlone(): void {
  if (heardAt.size === 0) stream.close();
}

// The open stream still belongs to the workspace that was left.
onSessionMoved(() => heardAt.size > 0 && stream.open());

setInterval(() => {
  for (const [port, at] of heardAt) if (Date.now() - at > forgetAfterMs) heardAt.delete(port);
  closeWhenAlone();
}, 30_000);

(globalThis as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = onConnect;
