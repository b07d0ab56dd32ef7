/*
 * All tabs share the session: when one of them moves it to another workspace, the others would go on showing the old
 * workspace's figures and ask the new one for more. So each is told, and so is the worker that holds the stream.
 */
const name = "tallystick.session-moved";

export function tellSessionMoved(): void {
  const channel = new BroadcastChannel(name);
  channel.postMessage("moved");
  channel.close();
}

/** Hears of it wherever the session is shared: in every tab, and in the worker. */
export function onSessionMoved(act: () => void): () => void {
  const channel = new BroadcastChannel(name);
  channel.onmessage = act;
  return () => channel.close();
}
