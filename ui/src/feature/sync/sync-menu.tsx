import { Button, Menu } from "@mantine/core";
import type { Sync } from "../../api/model";
import { useStart } from "../../api/run-actions";
import { usePause, useResume } from "./queries";

/** What else can be done with a sync. A dry run writes nothing; a full listing reads all rows again. */
export function SyncMenu({ sync }: { sync: Sync }) {
  const start = useStart();
  const pause = usePause();
  const resume = useResume();
  const begin = (verb: "plan" | "full") => start.mutate({ sync: sync.name, title: sync.title, verb });
  return (
    <>
      {/* What the key d presses; the menu's own items are there only while it is open. */}
      <button type="button" hidden data-key="d" onClick={() => begin("plan")} />
      <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" size="xs" px={8} aria-label={`More for ${sync.title}`}>
            <svg width="14" height="4" viewBox="0 0 14 4" aria-hidden="true" fill="currentColor">
              <circle cx="2" cy="2" r="1.5" />
              <circle cx="7" cy="2" r="1.5" />
              <circle cx="12" cy="2" r="1.5" />
            </svg>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => begin("plan")}>Dry run</Menu.Item>
          <Menu.Item onClick={() => begin("full")}>Sync with a full listing</Menu.Item>
          {sync.paused ? (
            <Menu.Item onClick={() => resume.mutate(sync.name)}>Resume schedule</Menu.Item>
          ) : (
            <Menu.Item onClick={() => pause.mutate(sync.name)}>Pause schedule</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
