import { Kbd, Modal } from "@mantine/core";
import { useState } from "react";
import css from "./key-help.module.css";
import { letterKeysOn, setLetterKeys } from "./keys";

const keys: ReadonlyArray<readonly [string[], string]> = [
  [["Ctrl", "K"], "Find a page, a sync or a connection, or start something"],
  [["?"], "This list"],
  [["/"], "Filter"],
  [["j"], "Next row"],
  [["k"], "Previous row"],
  [["Enter"], "Open the row"],
  [["s"], "Sync the row, or the sync of this page"],
  [["d"], "Plan the row, as a dry run"],
  [["e"], "Next error"],
  [["g", "o"], "Go to the overview"],
  [["g", "s"], "Go to the syncs"],
  [["g", "r"], "Go to the runs"],
  [["g", "c"], "Go to the conflicts"],
  [["g", "n"], "Go to the connections"],
  [["g", "j"], "Go to the jobs"],
  [["g", "a"], "Go to the audit trail"],
  [["g", "t"], "Go to the settings"],
  [["1", "2", "3"], "Of a conflict: keep left, keep right, another value"],
  [["n"], "Next conflict"],
  [["←", "→"], "Choose a run on a tape that has the focus"],
  [["Esc"], "Close, or empty the filter"],
];

export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [on, setOn] = useState(letterKeysOn);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      centered
      // The scroll lock writes a style tag without our nonce, which the page's policy blocks.
      lockScroll={false}
      // Its <header> would be a second banner beside the page's.
      attributes={{ header: { role: "presentation" } }}
      closeButtonProps={{ "aria-label": "Close the list of keys" }}
    >
      <dl className={css.keys}>
        {keys.map(([names, words]) => (
          <div key={words} className={css.line}>
            <dt>
              {names.map((name) => (
                <Kbd key={name}>{name}</Kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <label className={css.switch}>
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            setOn(event.currentTarget.checked);
            setLetterKeys(event.currentTarget.checked);
          }}
        />
        Single keys act, while no field has the focus
      </label>
    </Modal>
  );
}
