import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { SyncClient, SyncProblem, type TokenSource } from "./client.js";
import { isRunning, type SyncStatus } from "./status.js";

export type UseSyncOptions = {
  /** Where Tallystick answers, without a path: `https://sync.example.com`. */
  address: string;
  /** Asks your own back end for a token; see the README for what the back end does. */
  token: TokenSource;
  /** The run completed; `runStatus` tells `succeeded` from `partial`. Read your data again here. */
  onComplete?: (status: SyncStatus) => void;
  /** The run failed or was cancelled. */
  onFailed?: (status: SyncStatus) => void;
  /** Looks for a run that works already, so that a refresh of the page loses nothing. Default true. */
  checkOnMount?: boolean;
  /** Milliseconds between two questions where the stream does not hold. Default 2000. */
  pollEvery?: number;
};

export type UseSync = {
  /** Null until something is known. */
  status: SyncStatus | null;
  /** True from the click on, before the server has answered. */
  isRunning: boolean;
  /** Why nothing can be said or started. */
  problem: SyncProblem | null;
  /** Starts the sync; further clicks while it runs do nothing. */
  trigger: () => void;
  /** Forgets what was said; a run that works goes on. */
  dismiss: () => void;
};

/** Starts and follows one sync from a page of your own. */
export function useSync(options: UseSyncOptions): UseSync {
  const { address, checkOnMount = true, pollEvery } = options;
  // Callbacks and the token source are new functions at each render of most pages: the newest is called, none restarts.
  const newest = useRef(options);
  newest.current = options;

  const client = useMemo(
    () =>
      new SyncClient({ address, token: () => newest.current.token(), ...(pollEvery !== undefined && { pollEvery }) }),
    [address, pollEvery],
  );
  const [status, setStatus] = useState<SyncStatus | null>(null);
  const [problem, setProblem] = useState<SyncProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const working = useRef<AbortController | null>(null);
  // State arrives with the next render; a second click may come before it.
  const running = useRef(false);

  /** Does this instead of what was done before: a click must not wait for the look at what runs already. */
  const work = useCallback((task: (signal: AbortSignal) => Promise<void>) => {
    working.current?.abort();
    const controller = new AbortController();
    working.current = controller;
    task(controller.signal)
      .catch((cause: unknown) => {
        if (!controller.signal.aborted) setProblem(asProblem(cause));
      })
      .finally(() => {
        if (working.current !== controller) return;
        working.current = null;
        running.current = false;
        setBusy(false);
      });
  }, []);

  const follow = useCallback(
    async (signal: AbortSignal) => {
      const last = await client.follow(setStatus, signal);
      if (last.state === "completed") newest.current.onComplete?.(last);
      if (last.state === "failed") newest.current.onFailed?.(last);
    },
    [client],
  );

  const trigger = useCallback(() => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(null);
    work(async (signal) => {
      setStatus(await client.start(signal));
      await follow(signal);
    });
  }, [client, follow, work]);

  const dismiss = useCallback(() => {
    setStatus((shown) => (isRunning(shown) ? shown : null));
    setProblem(null);
  }, []);

  useEffect(() => {
    if (checkOnMount) {
      work(async (signal) => {
        const found = await client.status(signal);
        // What ended before this page was opened is no news; what works still is.
        if (!isRunning(found)) return;
        running.current = true;
        setBusy(true);
        setStatus(found);
        await follow(signal);
      });
    }
    return () => {
      working.current?.abort();
      working.current = null;
      running.current = false;
    };
  }, [checkOnMount, client, follow, work]);

  return { status, isRunning: busy || isRunning(status), problem, trigger, dismiss };
}

function asProblem(cause: unknown): SyncProblem {
  if (cause instanceof SyncProblem) return cause;
  const sentence = cause instanceof Error ? cause.message : String(cause);
  return new SyncProblem(0, "token", `This page got no token for the sync: ${sentence}`);
}
