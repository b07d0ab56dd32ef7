import { Button, Menu, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Sync } from "../../api/model";
import { useStart, useStarting } from "../../api/run-actions";
import { isActive } from "../../api/runs";
import { count, counted } from "../../part/format";
import { usePause, useResume } from "./queries";
import css from "./sync-verbs.module.css";

/** Sync now, with what else can be started beside it. A sync that never ran begins with a dry run. */
export function SyncVerbs({ sync }: { sync: Sync }) {
  const start = useStart();
  const pause = usePause();
  const resume = useResume();
  const starting = useStarting(sync.name);
  const [full, setFull] = useState(false);
  const begin = (verb: "sync" | "plan" | "full") => start.mutate({ sync: sync.name, title: sync.title, verb });
  const running = sync.activeRun !== null && isActive(sync.activeRun);
  const never = sync.lastRun === null && !running;
  const main = never ? ("plan" as const) : ("sync" as const);
  const word = never ? "Dry run" : running ? "Sync again after this run" : "Sync now";
  return (
    <>
      <Button size="sm" aria-disabled={starting} onClick={() => !starting && begin(main)}>
        {starting ? "Starting…" : word}
      </Button>
      <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" size="sm" px={10} aria-label={`More ways to sync ${sync.title}`}>
            <svg width="10" height="6" viewBox="0 0 10 6" aria-hidden="true">
              <path d="M1 1l4 4 4-4" fill="none" stroke="currentcolor" strokeWidth="1.5" />
            </svg>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {never ? (
            <Menu.Item onClick={() => begin("sync")}>Sync now</Menu.Item>
          ) : (
            <Menu.Item onClick={() => begin("plan")}>Dry run</Menu.Item>
          )}
          <Menu.Item onClick={() => setFull(true)}>Full resync…</Menu.Item>
          {sync.paused ? (
            <Menu.Item onClick={() => resume.mutate(sync.name)}>Resume schedule</Menu.Item>
          ) : (
            <Menu.Item onClick={() => pause.mutate(sync.name)}>Pause schedule</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <button type="button" hidden data-page-key="s" onClick={() => begin("sync")} />
      <button type="button" hidden data-page-key="d" onClick={() => begin("plan")} />
      <FullResync
        sync={sync}
        opened={full}
        onClose={() => setFull(false)}
        onStart={() => {
          setFull(false);
          begin("full");
        }}
      />
    </>
  );
}

type FullProps = { sync: Sync; opened: boolean; onClose: () => void; onStart: () => void };

/** Reads every row of both tables again, which costs calls: so many rows are to be typed first. */
function FullResync({ sync, opened, onClose, onStart }: FullProps) {
  const [typed, setTyped] = useState("");
  const rows = String(sync.rows ?? 0);
  const fits = typed.replaceAll(",", "").trim() === rows;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Full resync"
      centered
      // The scroll lock writes a style tag without our nonce, which the page's policy blocks.
      lockScroll={false}
      attributes={{ header: { role: "presentation" } }}
      closeButtonProps={{ "aria-label": "Close without starting" }}
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (fits) onStart();
        }}
      >
        <p>
          {`Every row of both tables is read again (${counted(sync.rows ?? 0, "row")} at the last run), which costs calls of the upstream. Only what differs is written, as always.`}
        </p>
        <TextInput
          label={`Type ${count(sync.rows ?? 0)} to go on`}
          size="sm"
          data-autofocus
          value={typed}
          inputMode="numeric"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <div className={css.verbs}>
          <Button type="submit" disabled={!fits}>
            {`Read ${counted(sync.rows ?? 0, "row")} again`}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
