import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { Run } from "../../api/model";
import { type FirstMatchChoice, useFirstMatch, usePauseSync } from "../../api/run-actions";
import { counted } from "../../part/format";
import { problemSentence } from "../../part/notice";
import css from "./held-choices.module.css";

/** What a person can do with a held run, each way with what comes of it. Nothing has been written so far. */
export function HeldChoices({ run, may }: { run: Run; may: boolean }) {
  if (!run.held) return null;
  const changes = counted(run.plan?.changes ?? 0, "change");
  return (
    <section className={css.held} aria-label="What you can do">
      <p className={css.nothing}>Nothing has been written.</p>
      <p>{run.held.detail}</p>
      {run.held.reason === "first_match" && run.tally.left !== null && may ? (
        <FirstMatch run={run} />
      ) : (
        <dl className={css.ways}>
          {ways(run, changes).map(({ verb, outcome }) => (
            <div key={verb}>
              <dt>{may && verb === pauseVerb ? <Pause run={run} /> : verb}</dt>
              <dd>{outcome}</dd>
            </div>
          ))}
        </dl>
      )}
      {!may && <p className="second">An operator or admin can approve it.</p>}
      {run.held.reason === "schema" && (
        <Link to="/syncs/$name/mapping" params={{ name: run.sync }} className="pressable">
          Look at the mapping
        </Link>
      )}
    </section>
  );
}

const pauseVerb = "Pause the sync";

function Pause({ run }: { run: Run }) {
  const pause = usePauseSync(run.sync);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={pause.isPending}
        disabled={pause.isSuccess}
        onClick={() => pause.mutate(`Run ${run.id} is held.`)}
      >
        {pause.isSuccess ? "Paused" : pauseVerb}
      </Button>
      {pause.error && (
        <span role="alert" className={css.problem}>
          {problemSentence(pause.error)}
        </span>
      )}
    </>
  );
}

function ways(run: Run, changes: string): { verb: string; outcome: string }[] {
  const cancel = {
    verb: "Cancel",
    outcome: "Nothing is written. The next run looks at both tables again, and is held again if they are as now.",
  };
  const pause = {
    verb: pauseVerb,
    outcome: "Nothing runs until somebody resumes it, for instance while a table is being mended.",
  };
  switch (run.held?.reason) {
    case "schema":
      return [
        { verb: "Mend the table or the mapping", outcome: "The next run looks again and goes on by itself." },
        pause,
      ];
    case "nothing_read":
      return [
        {
          verb: "Look into the table",
          outcome: "An empty table after many rows is rarely meant. Nothing is deleted meanwhile.",
        },
        ...(run.plan ? [{ verb: `Approve ${changes}`, outcome: "The table is empty on purpose." }] : []),
        cancel,
      ];
    default:
      return [
        {
          verb: `Approve ${changes}`,
          outcome:
            "Both tables are read again; what is still the same is written, what has moved since is left out and named.",
        },
        cancel,
        pause,
      ];
  }
}

type Group<K extends keyof FirstMatchChoice> = {
  name: K;
  legend: string;
  choices: ReadonlyArray<{ value: FirstMatchChoice[K]; word: string }>;
};

const groups: [Group<"differing">, Group<"leftAlone">, Group<"rightAlone">] = [
  {
    name: "differing",
    legend: "Fields that say different things",
    choices: [
      { value: "inbox", word: "Each becomes a conflict for a person" },
      { value: "left", word: "The left value wins" },
      { value: "right", word: "The right value wins" },
    ],
  },
  {
    name: "leftAlone",
    legend: "Rows that only the left side has",
    choices: [
      { value: "create", word: "Create them on the right" },
      { value: "leave", word: "Leave them until somebody edits them" },
    ],
  },
  {
    name: "rightAlone",
    legend: "Rows that only the right side has",
    choices: [
      { value: "create", word: "Create them on the left" },
      { value: "leave", word: "Leave them until somebody edits them" },
    ],
  },
];

/** Two filled tables meet for the first time: three choices, then the plan is made anew and held again. */
function FirstMatch({ run }: { run: Run }) {
  const navigate = useNavigate();
  const choose = useFirstMatch(run.id);
  const [choice, setChoice] = useState<FirstMatchChoice>({
    differing: "inbox",
    leftAlone: "create",
    rightAlone: "create",
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    choose.mutate(choice, {
      onSuccess: (id) => void navigate({ to: "/runs/$id", params: { id: String(id) } }),
    });
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <div className={css.groups}>
        {groups.map(({ name, legend, choices }) => (
          <fieldset key={name} className={css.group}>
            <legend>{legend}</legend>
            {choices.map(({ value, word }) => (
              <label key={value}>
                <input
                  type="radio"
                  name={name}
                  checked={choice[name] === value}
                  onChange={() => setChoice({ ...choice, [name]: value })}
                />
                {word}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
      <p className={css.verbs}>
        <Button type="submit" size="sm" variant="default" loading={choose.isPending}>
          Plan with this choice
        </Button>
        <span className="second">The new plan is held too, so you see it before anything is written.</span>
      </p>
      {choose.error && (
        <p role="alert" className={css.problem}>
          {problemSentence(choose.error)}
        </p>
      )}
    </form>
  );
}
