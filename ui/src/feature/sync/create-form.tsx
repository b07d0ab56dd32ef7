import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ApiProblem } from "../../api/client";
import { BudgetBar } from "../../part/budget-bar";
import { exactTime } from "../../part/format";
import { nameFrom } from "../../part/name-from";
import { problemSentence } from "../../part/notice";
import css from "./create-sync-page.module.css";
import { newForecastQuery, type ScheduleRule, schedulePreviewQuery, type TableEnd, useCreateSync } from "./definitions";
import { intervals } from "./schedule-fields";
import { Step } from "./step";

type Props = {
  left: TableEnd;
  right: TableEnd;
  firstTitle: string;
  /** Of the first step that is asked here, after those of the children. */
  number: number;
  /** Rows that the left table has, as far as they were looked at. */
  rows?: number | undefined;
  problems: readonly string[];
  definition: () => Record<string, unknown>;
  onPlanned: (run: number) => void;
  children: ReactNode;
};

/** What the making of every sync ends with, whichever way its rows go: how often, under which title, and the button. */
export function CreateForm({
  left,
  right,
  firstTitle,
  number,
  rows,
  problems,
  definition,
  onPlanned,
  children,
}: Props) {
  const [schedule, setSchedule] = useState<NewSchedule>(() => usualSchedule(rows));
  const [title, setTitle] = useState(firstTitle);
  const create = useCreateSync();
  const rule = ruleOf(schedule);
  const times = useQuery({ ...schedulePreviewQuery(rule), enabled: schedule.every !== "" });
  const wrong = schedule.every !== "" && times.error instanceof ApiProblem ? times.error.errors : [];
  const mend = [...problems, ...(wrong.length > 0 ? ["The schedule must be mended."] : [])];

  function submit(event: FormEvent) {
    event.preventDefault();
    if (mend.length > 0) return;
    create.mutate(
      {
        name: nameFrom(title),
        title,
        definition: { title, ...definition(), ...(schedule.every !== "" && { schedule: rule }) },
      },
      { onSuccess: onPlanned },
    );
  }

  return (
    <form onSubmit={submit}>
      {children}
      <Step number={number} title="How often?" done={wrong.length === 0}>
        <HowOften schedule={schedule} wrong={wrong} onChange={(part) => setSchedule({ ...schedule, ...part })} />
        {schedule.every !== "" && times.data && (
          <>
            <p className="second" aria-live="polite">
              {schedule.every === "cron" ? "Next: " : "About: "}
              {times.data.next.slice(0, 3).map(exactTime).join(" · ")}
            </p>
            <Cost
              {...{ left, right, rule, schedule }}
              looked={rows}
              onChange={(part) => setSchedule({ ...schedule, ...part })}
            />
          </>
        )}
      </Step>
      <Step number={number + 1} title="What is it called?" done={title.trim() !== ""}>
        <Title title={title} problem={create.error} onChange={setTitle} />
        <div className={css.verbs}>
          <Button type="submit" loading={create.isPending} disabled={mend.length > 0}>
            Create the sync and show its first plan
          </Button>
          <span className="second">
            {mend[0] ?? "Both tables are read and nothing is written until you start it from the plan."}
          </span>
        </div>
      </Step>
    </form>
  );
}

/** @property every an interval, `cron`, or empty for by hand; the rows are as they were typed */
type NewSchedule = { every: string; cron: string; zone: string; rows: string };

function usualSchedule(rows: number | undefined): NewSchedule {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { every: "", cron: "0 6 * * *", zone, rows: String(rows ?? 1_000) };
}

function ruleOf({ every, cron, zone }: NewSchedule): ScheduleRule {
  return every === "cron" ? { cron: cron.trim(), zone: zone.trim() } : { every };
}

type HowOftenProps = {
  schedule: NewSchedule;
  wrong: ApiProblem["errors"];
  onChange: (part: Partial<NewSchedule>) => void;
};

function HowOften({ schedule, wrong, onChange }: HowOftenProps) {
  const { every, cron, zone } = schedule;
  const wrongAt = (pointer: string) => wrong.find((error) => error.pointer === pointer)?.detail;
  const known = every === "" || every === "cron" || intervals.some(({ value }) => value === every);
  return (
    <>
      <NativeSelect
        label="Runs"
        size="sm"
        value={every}
        error={wrongAt("/every")}
        onChange={(event) => onChange({ every: event.currentTarget.value })}
        data={[
          { value: "", label: "Only when somebody starts it" },
          ...(known ? [] : [{ value: every, label: everyWord(every) }]),
          ...intervals.map(({ value, word }) => ({ value, label: word })),
          { value: "cron", label: "At times of a cron expression" },
        ]}
      />
      {every === "cron" && (
        <>
          <TextInput
            label="Cron"
            description="Minute, hour, day, month, weekday: 0 6 * * 1-5 is 06:00 on working days."
            size="sm"
            value={cron}
            error={wrongAt("/cron")}
            onChange={(event) => onChange({ cron: event.currentTarget.value })}
          />
          <TextInput
            label="Time zone"
            description="As in Europe/Berlin"
            size="sm"
            value={zone}
            error={wrongAt("/zone")}
            onChange={(event) => onChange({ zone: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}

function everyWord(every: string): string {
  return intervals.find(({ value }) => value === every)?.word ?? `Every ${every}`;
}

type CostProps = {
  left: TableEnd;
  right: TableEnd;
  rule: ScheduleRule;
  schedule: NewSchedule;
  looked: number | undefined;
  onChange: (part: Partial<NewSchedule>) => void;
};

/** What the schedule would cost in calls before it is saved, where a side counts them. */
function Cost({ left, right, rule, schedule, looked, onChange }: CostProps) {
  const rows = Math.max(0, Math.round(Number(schedule.rows)) || 0);
  const forecast = useQuery({ ...newForecastQuery(left, right, rule, rows), placeholderData: (before) => before });
  const data = forecast.data;
  const suggestion = data?.suggestion;
  if (forecast.error) {
    return <p className="second">{`What it costs in calls is not known: ${problemSentence(forecast.error)}`}</p>;
  }
  if (!data) return null;
  return (
    <section aria-label="Forecast of calls" aria-live="polite" className={css.cost}>
      {data.callsPerMonth !== null && (
        <TextInput
          label="Rows of each table, about"
          description={
            looked === undefined ? "Calls grow with them." : `Calls grow with them; ${looked} were looked at so far.`
          }
          size="sm"
          inputMode="numeric"
          value={schedule.rows}
          onChange={(event) => onChange({ rows: event.currentTarget.value })}
        />
      )}
      <BudgetBar forecast={data} />
      <p data-fits={data.fits}>{data.sentence}</p>
      {suggestion && (
        <Button size="xs" variant="default" onClick={() => onChange({ every: suggestion })}>
          {`Take ${everyWord(suggestion).toLowerCase()}`}
        </Button>
      )}
    </section>
  );
}

type TitleProps = { title: string; problem: Error | null; onChange: (title: string) => void };

function Title({ title, problem, onChange }: TitleProps) {
  const refused = problem instanceof ApiProblem ? problem : null;
  const errors = refused?.errors ?? [];
  const atName =
    errors.find(({ pointer }) => pointer === "/name")?.detail ?? (refused?.code === "exists" ? refused.message : null);
  return (
    <>
      <TextInput
        label="Title"
        description={`In addresses and files it will be ${nameFrom(title) || "made from the title"}.`}
        size="sm"
        required
        value={title}
        error={atName}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {problem && !atName && (
        <div role="alert" className={css.problem}>
          {errors.length > 0 ? errors.map(({ detail }) => <p key={detail}>{detail}</p>) : problemSentence(problem)}
        </div>
      )}
    </>
  );
}
