import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { type UndoChoice, useUndo } from "../api/run-actions";
import { problemSentence } from "./notice";
import css from "./undo-dialog.module.css";

const choices: ReadonlyArray<{ value: UndoChoice; word: string; after: string }> = [
  {
    value: "accept",
    word: "Leave the other side as it is",
    after: "The two differ until somebody edits the row again.",
  },
  {
    value: "across",
    word: "Take it across",
    after: "The restored value counts as an edit and goes to the other side.",
  },
  { value: "pause", word: "Pause the rows", after: "They are read and not written, until somebody resumes them." },
];

type Props = {
  run: number;
  /** Only this row of it. */
  row?: string | undefined;
  opened: boolean;
  onClose: () => void;
  onStarted: (run: number) => void;
};

/** Takes back what a run wrote, where the table still holds what it wrote; with a preview that writes nothing. */
export function UndoDialog({ run, row, opened, onClose, onStarted }: Props) {
  const [choice, setChoice] = useState<UndoChoice>("accept");
  const undo = useUndo();
  const start = (preview: boolean) => undo.mutate({ run, row, choice, preview }, { onSuccess: onStarted });
  const what = row === undefined ? `run ${run}` : `run ${run} for the row ${row}`;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Undo ${what}`}
      centered
      // The scroll lock writes a style tag without our nonce, which the page's policy blocks.
      lockScroll={false}
      attributes={{ header: { role: "presentation" } }}
      closeButtonProps={{ "aria-label": "Close without undoing" }}
    >
      <p>
        What this run wrote is written back as it was before. A row that somebody has changed since then is left alone
        and named.
      </p>
      <fieldset className={css.choices}>
        <legend>And the other side?</legend>
        {choices.map(({ value, word, after }) => (
          <label key={value} className={css.choice}>
            <input type="radio" name="undo" checked={choice === value} onChange={() => setChoice(value)} />
            <span>
              {word}
              <span className="second">{after}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {undo.error && (
        <p role="alert" className={css.problem}>
          {problemSentence(undo.error)}
        </p>
      )}
      <div className={css.verbs}>
        <Button variant="default" loading={undo.isPending && undo.variables.preview} onClick={() => start(true)}>
          Preview
        </Button>
        <Button loading={undo.isPending && !undo.variables.preview} onClick={() => start(false)}>
          {row === undefined ? "Undo this run" : "Undo this row"}
        </Button>
      </div>
    </Modal>
  );
}
