import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type Choice, openConflictsQuery, rowQuery, useResolve } from "../../api/conflicts";
import type { Conflict } from "../../api/model";
import { count, counted, exactTime } from "../../part/format";
import { problemSentence } from "../../part/notice";
import { ValueText } from "../../part/value-text";
import css from "./conflict-resolver.module.css";
import { ConflictTimes } from "./conflict-times";
import { fieldName, rowName } from "./conflict-words";
import { givenValue } from "./given-value";

type Props = { conflict: Conflict; title: string; may: boolean; onNext: (() => void) | undefined };

/** One conflict in full: what both sides agreed on last, what each says now, and what will stand in both. */
export function ConflictResolver({ conflict, title, may, onNext }: Props) {
  const [choice, setChoice] = useState<Choice | null>(null);
  const [text, setText] = useState("");
  const resolve = useResolve();
  const box = useRef<HTMLInputElement>(null);
  const { data: alike } = useQuery({
    ...openConflictsQuery({ sync: conflict.sync, field: conflict.rightField }),
    enabled: may,
  });
  const given = givenValue(text, [conflict.left, conflict.right, conflict.leftBase]);
  const open = conflict.state === "open";
  const many = alike?.total ?? 0;
  const blocked = choice === "other" && "problem" in given ? given.problem : null;

  function decide(which: Choice, all?: number) {
    if (!may || !open || resolve.isPending || (which === "other" && "problem" in given)) return;
    setChoice(which);
    const value = which === "other" && "value" in given ? given.value : undefined;
    resolve.mutate({ conflict, choice: which, value, alike: all });
  }

  useConflictKeys({
    "1": () => decide("left"),
    "2": () => decide("right"),
    "3": () => {
      if (!may || !open) return;
      setChoice("other");
      box.current?.focus();
    },
    n: () => onNext?.(),
  });

  return (
    <section className={css.pane} aria-label={`Conflict in ${fieldName(conflict)}`}>
      <header className={css.head}>
        <h2>
          <span className="mono">{fieldName(conflict)}</span>
        </h2>
        <p className="second">
          {`${title}, row `}
          <Link
            to="/syncs/$name/rows"
            params={{ name: conflict.sync }}
            search={{ row: conflict.leftRow ?? conflict.rightRow ?? "" }}
            className="pressable mono"
          >
            {rowName(conflict)}
          </Link>
        </p>
      </header>
      <Times conflict={conflict} />
      <dl className={css.values}>
        <Line term="Last agreed">
          <ValueText value={conflict.leftBase} />
        </Line>
        <Line term="Left now" hint={may && open ? "1" : undefined}>
          <Side value={conflict.left} loses={choice === "right" || choice === "other" || conflict.winner === "right"} />
        </Line>
        <Line term="Right now" hint={may && open ? "2" : undefined}>
          <Side value={conflict.right} loses={choice === "left" || choice === "other" || conflict.winner === "left"} />
        </Line>
        <Line term="Result">
          <Result conflict={conflict} choice={choice} given={given} />
        </Line>
      </dl>
      {!open && <p>{conflict.sentence}</p>}
      {open && !may && <p className="second">An operator or admin can decide it. Until then the field is frozen.</p>}
      {open && may && !resolve.isSuccess && (
        <>
          <div className={css.verbs}>
            <Button
              size="sm"
              variant="default"
              loading={resolve.isPending && choice === "left"}
              onClick={() => decide("left")}
            >
              Keep left
            </Button>
            <Button
              size="sm"
              variant="default"
              loading={resolve.isPending && choice === "right"}
              onClick={() => decide("right")}
            >
              Keep right
            </Button>
          </div>
          <form
            className={css.other}
            onSubmit={(event) => {
              event.preventDefault();
              decide("other");
            }}
          >
            <TextInput
              ref={box}
              label={
                <>
                  Another value, for both sides <kbd className={css.key}>3</kbd>
                </>
              }
              description="Leave it empty to empty the field."
              size="sm"
              value={text}
              error={blocked}
              onFocus={() => setChoice("other")}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Button type="submit" size="sm" variant="default" disabled={blocked !== null}>
              Write this
            </Button>
          </form>
          {many > 1 && (
            <div className={css.alike}>
              <p className="second">{`${counted(many - 1, "open conflict")} more in this field of ${title}.`}</p>
              <Button size="xs" variant="default" onClick={() => decide("left", many)}>
                {`Keep left in all ${count(many)}`}
              </Button>
              <Button size="xs" variant="default" onClick={() => decide("right", many)}>
                {`Keep right in all ${count(many)}`}
              </Button>
            </div>
          )}
        </>
      )}
      <div role="status" className={css.done}>
        {resolve.isSuccess && (
          <Done
            resolved={resolve.data.resolved}
            runs={resolve.data.runs.map(({ run }) => run)}
            sentence={resolve.data.sentence}
          />
        )}
      </div>
      {resolve.error && (
        <p role="alert" className={css.problem}>
          {problemSentence(resolve.error)}
        </p>
      )}
      {onNext && (
        <Button size="xs" variant="subtle" className={css.next} onClick={onNext}>
          Next conflict <kbd className={css.key}>n</kbd>
        </Button>
      )}
      <p className="second">
        Found <time dateTime={conflict.openedAt}>{exactTime(conflict.openedAt)}</time> by{" "}
        <Link to="/runs/$id" params={{ id: String(conflict.run) }} className="pressable">
          {`run ${conflict.run}`}
        </Link>
        {`, policy ${conflict.policy.replaceAll("_", " ")}`}
      </p>
    </section>
  );
}

function Line({ term, hint, children }: { term: string; hint?: string | undefined; children: ReactNode }) {
  return (
    <div className={css.line}>
      <dt>
        {term}
        {hint && <kbd className={css.key}>{hint}</kbd>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Side({ value, loses }: { value: unknown; loses: boolean }) {
  return loses ? <ValueText value={value} as="del" /> : <ValueText value={value} />;
}

function Result({
  conflict,
  choice,
  given,
}: {
  conflict: Conflict;
  choice: Choice | null;
  given: ReturnType<typeof givenValue>;
}) {
  if (choice === "left" || conflict.winner === "left" || conflict.decided === "left") {
    return <ValueText value={conflict.left} as="ins" />;
  }
  if (choice === "right" || conflict.winner === "right" || conflict.decided === "right") {
    return <ValueText value={conflict.right} as="ins" />;
  }
  if (conflict.decided === "other") return <ValueText value={conflict.decidedValue} as="ins" />;
  if (choice === "other" && "value" in given) return <ValueText value={given.value} as="ins" />;
  return <span className="pale">each side keeps its own until somebody decides</span>;
}

function Done({ resolved, runs, sentence }: { resolved: number; runs: number[]; sentence: string }) {
  return (
    <p>
      {`${counted(resolved, "conflict")} decided. ${sentence} `}
      {runs.map((run) => (
        <Link key={run} to="/runs/$id" params={{ id: String(run) }} className="pressable">
          {`Run ${run} carries it out; it can be undone on its page`}
        </Link>
      ))}
    </p>
  );
}

/** When each side said what it says now; known once the row's passport is here. */
function Times({ conflict }: { conflict: Conflict }) {
  const row = conflict.leftRow ?? conflict.rightRow ?? "";
  const { data } = useInfiniteQuery(rowQuery(conflict.sync, row, conflict.leftRow ? "left" : "right"));
  const passport = data?.pages[0];
  if (!passport) return null;
  return <ConflictTimes left={passport.left.changedAt} right={passport.right.changedAt} found={conflict.openedAt} />;
}

function useConflictKeys(keys: Record<string, () => void>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest("input, textarea, select, [role=dialog]")) return;
      if (window.localStorage.getItem("tallystick.letter-keys") === "off") return;
      const act = current.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
