import { MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type RouterHistory, RouterProvider } from "@tanstack/react-router";
import { openLiveLink } from "../api/live/live-link";
import { noteSignedOut } from "../feature/workspace/session-end";
import { LiveConnect } from "./live";
import { createQueryClient } from "./query-client";
import { type AppRouter, createAppRouter } from "./router";
import { styleNonce } from "./style-nonce";
import { cssVariables, theme } from "./theme";

type Parts = { client: QueryClient; router: AppRouter };
type Props = Parts & { connect?: typeof openLiveLink };

export function App({ client, router, connect = openLiveLink }: Props) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
      env={import.meta.env.MODE === "test" ? "test" : "default"}
    >
      <QueryClientProvider client={client}>
        <LiveConnect value={connect}>
          <RouterProvider router={router} />
        </LiveConnect>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** The router and the cache know each other: an answer 401 is followed by a sign-in, over the page or before it. */
export function createParts(history?: RouterHistory): Parts {
  const client = createQueryClient(() => {
    const { location } = router.state;
    if (location.pathname === "/sign-in" || noteSignedOut(client)) return;
    void router.navigate({ to: "/sign-in", search: { next: location.href } });
  });
  const router = createAppRouter(client, history);
  return { client, router };
}
