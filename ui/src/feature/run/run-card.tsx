import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { Run } from "../../api/model";
import { useAcknowledge } from "../../api/run-actions";
import { isActive, runQuery } from "../../api/runs";
import { count } from "../../part/format";
import { Progress, progressWords } from "../../part/progress";
import { Rehearsal } from "../../part/rehearsal";
import { lookOf, lookWord } from "../../part/status";
import { StatusMark } from "../../part/status-mark";
import { DockCard } from "./dock-card";
import css from "./run-dock.module.css";

/** One run: its progress while it runs, then its end, which stays until somebody has seen it off. */
export function RunCard({ id, known }: { id: number; known: Run | undefined }) {
  const { data: run = known } = useQuery({ ...runQuery(id), ...(known && { initialData: known }), staleTime: 5_000 });
  const acknowledge = useAcknowledge();
  if (!run) return null;
  const title = run.title;
  const failed = (run.tally.left?.failed ?? 0) + (run.tally.right?.failed ?? 0);
  const over = !isActive(run);
  return (
    <DockCard
      title={
        <>
          <Link to="/runs/$id" params={{ id: String(id) }} className={css.open}>
            {title}
          </Link>{" "}
          {run.dryRun && <span className="second">dry run</span>} {run.rehearsal && <Rehearsal />}
        </>
      }
      look={lookOf(run)}
      mark={<StatusMark look={lookOf(run)} />}
      onDismiss={over ? () => acknowledge.mutate(run) : undefined}
      dismissLabel={`Dismiss run ${run.id} of ${title}`}
    >
      <Announcement run={run} title={title} />
      <p>
        {over ? run.sentence : progressWords(run)}{" "}
        {over && failed > 0 && (
          <Link to="/runs/$id" params={{ id: String(id) }} search={{ status: "failed" }} className={css.link}>
            {`See the ${count(failed)}`}
          </Link>
        )}
        {run.status === "held" && (
          <Link to="/runs/$id" params={{ id: String(id) }} className={css.link}>
            Look at the plan
          </Link>
        )}
      </p>
      {!over && <Progress run={run} label={`${title}: ${progressWords(run)}`} />}
    </DockCard>
  );
}

type LineProps = { id: number; known: Run | undefined; more: number; onUnfold: () => void };

/** The newest run in one line, for a page with no room for cards: how it stands, and the press that shows the rest. */
export function RunLine({ id, known, more, onUnfold }: LineProps) {
  const { data: run = known } = useQuery({ ...runQuery(id), ...(known && { initialData: known }), staleTime: 5_000 });
  if (!run) return null;
  return (
    <>
      <Announcement run={run} title={run.title} />
      <button type="button" className={css.line} aria-expanded="false" data-look={lookOf(run)} onClick={onUnfold}>
        <span className={css.lineTitle}>{run.title}</span> <StatusMark look={lookOf(run)} />
        {more > 0 && <span className="second">{`and ${count(more)} more`}</span>}
      </button>
    </>
  );
}

const speakEveryMs = 10_000;

/** For those who hear the page: the end at once, progress at most every ten seconds. */
function Announcement({ run, title }: { run: Run; title: string }) {
  const look = lookOf(run);
  const words = isActive(run) ? `${title}: ${progressWords(run)}` : `${title}: ${lookWord(look)}. ${run.sentence}`;
  const [spoken, setSpoken] = useState({ look, words });
  const spokenAt = useRef(0);
  useEffect(() => {
    const wait = look === spoken.look ? Math.max(0, spokenAt.current + speakEveryMs - Date.now()) : 0;
    const timer = setTimeout(() => {
      spokenAt.current = Date.now();
      setSpoken((before) => (before.words === words && before.look === look ? before : { look, words }));
    }, wait);
    return () => clearTimeout(timer);
  }, [look, words, spoken.look]);
  return (
    <span className="hidden-words" role="status">
      {spoken.words}
    </span>
  );
}
