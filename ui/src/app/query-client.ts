import { MutationCache, notifyManager, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/client";

// A press shows in the frame it was made in, not a timer later.
notifyManager.setScheduler(queueMicrotask);

export function createQueryClient(onSignedOut: () => void): QueryClient {
  const watch = (problem: Error) => {
    if (problem instanceof ApiProblem && problem.status === 401) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({
      // At the doors a 401 is the answer to what was typed there, not the end of a session.
      onError: (problem) => !isDoor() && watch(problem),
    }),
    defaultOptions: {
      queries: {
        // The stream keeps what is shown true; asking again on each visit only covers what it may have missed.
        staleTime: 5_000,
        retry: (failures, problem) => !(problem instanceof ApiProblem && problem.status >= 400) && failures < 1,
      },
    },
  });
}

function isDoor(): boolean {
  return ["/sign-in", "/setup", "/link"].includes(window.location.pathname);
}
