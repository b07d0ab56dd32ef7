import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { LiveFeed } from "../api/live/live-feed";
import { type LiveLink, openLiveLink } from "../api/live/live-link";
import type { LiveMessage, LiveState } from "../api/live/stream";

export const LiveConnect = createContext<(hear: (message: LiveMessage) => void) => LiveLink>(openLiveLink);

/** Runs the feed while the shell stands, and tells how it is doing. */
export function useLiveFeed(): LiveState {
  const client = useQueryClient();
  const connect = useContext(LiveConnect);
  const [feed] = useState(() => new LiveFeed(client, connect));
  useEffect(() => feed.start(), [feed]);
  return useSyncExternalStore(feed.subscribe, feed.state);
}
