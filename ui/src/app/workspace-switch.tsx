import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { onSessionMoved } from "../api/live/session-moved";
import type { Me } from "../api/model";
import { useEnterWorkspace, workspacesQuery } from "../feature/workspace/workspaces";
import { problemSentence } from "../part/notice";
import css from "./workspace-switch.module.css";

/** To another of my workspaces; somebody with one sees nothing of it. A press goes there, not the choosing. */
export function WorkspaceSwitch({ me, onIn }: { me: Me; onIn: () => void }) {
  const { data } = useQuery(workspacesQuery());
  const enter = useEnterWorkspace(onIn);
  const [chosen, setChosen] = useState(me.workspace.id);
  useEffect(() => onSessionMoved(onIn), [onIn]);
  const mine = data?.filter(({ role }) => role !== null) ?? [];
  if (mine.length < 2) return null;
  return (
    <div className={css.switch}>
      <select
        className={css.choice}
        aria-label="Workspace"
        value={chosen}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
      >
        {mine.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      {chosen !== me.workspace.id && (
        <button type="button" className={css.go} aria-disabled={enter.isPending} onClick={() => enter.mutate(chosen)}>
          Go there
        </button>
      )}
      {enter.error && (
        <p role="alert" className={css.problem}>
          {problemSentence(enter.error)}
        </p>
      )}
    </div>
  );
}
