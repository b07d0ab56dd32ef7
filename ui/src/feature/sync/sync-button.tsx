import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Sync } from "../../api/model";
import { useStart, useStarting } from "../../api/run-actions";
import { isActive } from "../../api/runs";

/**
 * Says "Starting…" in the frame of the press. From then on it shows the server's own active run, so a refresh, another
 * tab or another person sees the same.
 */
export function SyncButton({ sync }: { sync: Sync }) {
  const start = useStart();
  const starting = useStarting(sync.name);
  const active = sync.activeRun;
  if (!starting && active && isActive(active)) {
    return (
      <Button
        variant="default"
        size="xs"
        w={86}
        renderRoot={(props) => <Link to="/runs/$id" params={{ id: String(active.id) }} {...props} />}
        aria-label={`Running: open run ${active.id} of ${sync.title}`}
      >
        Running
      </Button>
    );
  }
  return (
    <Button
      variant="default"
      size="xs"
      w={86}
      data-key="s"
      aria-disabled={starting}
      aria-label={starting ? `Starting ${sync.title}…` : `Sync ${sync.title}`}
      onClick={() => !starting && start.mutate({ sync: sync.name, title: sync.title, verb: "sync" })}
    >
      {starting ? "Starting…" : "Sync"}
    </Button>
  );
}
