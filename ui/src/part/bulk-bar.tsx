import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import css from "./bulk-bar.module.css";
import { problemSentence } from "./notice";

/**
 * @property say what the button does, with the number of things it is done to
 * @property sure what it says before the second press that does it; at once when it is missing
 * @property send returns the sentence of what came of it
 */
export type BulkVerb = { say: string; sure?: string | undefined; send: () => Promise<string> };

/** Acts on all that a filter means, not on what is ticked or on the screen. */
export function BulkBar({ verbs, onSettled }: { verbs: readonly BulkVerb[]; onSettled: () => Promise<unknown> }) {
  // By what was said: with another number it is another question.
  const [asked, setAsked] = useState<string>();
  const work = useMutation({
    mutationFn: (verb: BulkVerb) => verb.send(),
    onSettled: () => {
      setAsked(undefined);
      return onSettled();
    },
  });
  if (verbs.length === 0 && !work.data && !work.error) return null;
  return (
    <div className={css.bulk}>
      {verbs.map((verb) => {
        const ask = verb.sure !== undefined && asked !== verb.say;
        return (
          <Button
            key={verb.say}
            size="xs"
            variant="default"
            loading={work.isPending}
            onClick={() => (ask ? setAsked(verb.say) : work.mutate(verb))}
          >
            {asked === verb.say ? verb.sure : verb.say}
          </Button>
        );
      })}
      <span role="status">{work.data}</span>
      {work.error && (
        <span role="alert" className={css.problem}>
          {problemSentence(work.error)}
        </span>
      )}
    </div>
  );
}
