import { MutationCache, notifyManager, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/client";

// A press shows in the frame it was made in, not a timer later.
notifyManager.setScheduler(queueMicrotask);

export function createQueryClient(onSignedOut: () => void): QueryClient {
  const watch = (problem: Error) => {
    // At the doors a 401 is the answer to what was typed there, or to a link, not the end of a session.
    if (problem instanceof ApiProblem && problem.status === 401 && !isDoor()) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
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
  return ["/sign-in", "/setup", "/link", "/invite", "/password"].includes(window.location.pathname);
}
