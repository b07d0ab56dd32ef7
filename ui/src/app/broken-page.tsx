import { useRouter } from "@tanstack/react-router";
import { FailedRegion } from "../part/notice";
import { Wordmark } from "../part/wordmark";

/** Not even the shell could be drawn: the server is away, or the page itself has a fault. */
export function BrokenPage({ error, reset }: { error: unknown; reset: () => void }) {
  const router = useRouter();
  return (
    <main style={{ padding: 32 }}>
      <Wordmark state="failing" />
      <FailedRegion
        what="Tallystick"
        problem={error instanceof Error ? error : new Error(String(error))}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </main>
  );
}
