import { Button, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Me, WorkspaceSettings } from "../../api/model";
import { counted } from "../../part/format";
import { FailedRegion, StaleNote } from "../../part/notice";
import { beside, fieldProblem, ProblemLine } from "../../part/problem-line";
import css from "./settings.module.css";
import { useSaveSettings, workspaceSettingsQuery } from "./workspaces";

/** What the workspace is called, how long it remembers, and which other pages may start its syncs. */
export function WorkspaceSection({ me }: { me: Me }) {
  const query = useQuery(workspaceSettingsQuery);
  if (query.isPending) return <p className="second">Reading the settings…</p>;
  if (!query.data) {
    return <FailedRegion what="The settings" problem={query.error} onRetry={() => query.refetch()} />;
  }
  return (
    <section className={css.section} aria-labelledby="workspace-head">
      <h2 id="workspace-head">This workspace</h2>
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {me.role === "admin" ? <Form me={me} now={query.data} /> : <Stated settings={query.data} />}
    </section>
  );
}

function Stated({ settings }: { settings: WorkspaceSettings }) {
  return (
    <>
      <dl className={css.lines}>
        <div>
          <dt>Name</dt>
          <dd>{settings.name}</dd>
        </div>
        <div>
          <dt>Runs and rows</dt>
          <dd>{`kept for ${counted(settings.historyDays, "day")}`}</dd>
        </div>
        <div>
          <dt>Audit trail</dt>
          <dd>{`kept for ${counted(settings.auditDays, "day")}`}</dd>
        </div>
        <div>
          <dt>Pages with a Sync button</dt>
          <dd>{settings.embedOrigins.length === 0 ? "none" : settings.embedOrigins.join(", ")}</dd>
        </div>
      </dl>
      <p className="second">An admin of this workspace can change these.</p>
    </>
  );
}

const fields = ["name", "historyDays", "auditDays", "embedOrigins"] as const;

function Form({ me, now }: { me: Me; now: WorkspaceSettings }) {
  const save = useSaveSettings();
  const [name, setName] = useState(now.name);
  const [history, setHistory] = useState(String(now.historyDays));
  const [audit, setAudit] = useState(String(now.auditDays));
  const [origins, setOrigins] = useState(now.embedOrigins.join("\n"));
  const shorter = Number(history) < now.historyDays || Number(audit) < now.auditDays;

  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate({
      ...(me.owner && { name: name.trim() }),
      historyDays: Number(history),
      auditDays: Number(audit),
      embedOrigins: lines(origins),
    });
  }

  const days = { type: "number", size: "sm", required: true, withAsterisk: false, max: 36_500 } as const;
  return (
    <form className={css.form} onSubmit={submit}>
      <TextInput
        label="Name"
        description={me.owner ? undefined : "Only an owner of this server changes it."}
        size="sm"
        required
        withAsterisk={false}
        disabled={!me.owner}
        value={name}
        error={fieldProblem(save.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        {...days}
        label="Days to keep runs, changes and rows’ histories"
        description="At least 7. What is older is deleted; the pairs of rows stay."
        min={7}
        value={history}
        error={fieldProblem(save.error, "historyDays")}
        onChange={(event) => setHistory(event.currentTarget.value)}
      />
      <TextInput
        {...days}
        label="Days to keep the audit trail"
        description="At least 90."
        min={90}
        value={audit}
        error={fieldProblem(save.error, "auditDays")}
        onChange={(event) => setAudit(event.currentTarget.value)}
      />
      <Textarea
        label="Pages that may hold a Sync button"
        description="Their origins, one a line, such as https://admin.example.com. No path at the end."
        size="sm"
        rows={3}
        spellCheck={false}
        value={origins}
        error={fieldProblem(save.error, "embedOrigins")}
        onChange={(event) => setOrigins(event.currentTarget.value)}
      />
      {shorter && <p className="second">Shorter than now: what is older than that is deleted for good.</p>}
      <ProblemLine problem={beside(save.error, fields)} />
      {save.isSuccess && (
        <p role="status" className={css.done}>
          Saved.
        </p>
      )}
      <Button type="submit" loading={save.isPending}>
        Save the settings
      </Button>
    </form>
  );
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
