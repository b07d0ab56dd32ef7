import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem, api, unwrap } from "../../api/client";
import type { Me, Schedule, Sync } from "../../api/model";
import { type ForecastWish, forecastQuery, scheduleQuery } from "../../api/syncs";
import { BudgetBar } from "../../part/budget-bar";
import { count, exactTime, until } from "../../part/format";
import { FailedRegion, problemSentence } from "../../part/notice";
import { useNow } from "../../part/use-now";
import { intervals, ScheduleFields, type ScheduleWish, wishOf } from "./schedule-fields";
import css from "./schedule-page.module.css";

/** When it runs: the rule, the next ten times it gives, and what it costs before it is saved. */
export function SchedulePage({ sync, me }: { sync: Sync; me: Me }) {
  const query = useQuery(scheduleQuery(sync.name));
  if (query.isPending) return <p className="second">Reading the schedule…</p>;
  if (query.data === undefined) {
    return <FailedRegion what="The schedule" problem={query.error ?? new Error()} onRetry={() => query.refetch()} />;
  }
  return (
    <div className={css.page}>
      <div>
        {query.data && <Source schedule={query.data} />}
        {me.role === "admin" ? (
          <Edit key={query.data?.revision ?? 0} sync={sync} schedule={query.data} />
        ) : (
          <>
            <p>{query.data ? `Runs ${query.data.text}, ${query.data.zone}.` : "Runs by hand only."}</p>
            <p className="second">An admin can change it.</p>
          </>
        )}
      </div>
      <NextTimes schedule={query.data} />
    </div>
  );
}

function Source({ schedule }: { schedule: Schedule }) {
  return (
    <p className="second">
      {schedule.source === "yaml"
        ? "Set by tallystick.yaml. What you save here holds until the file's own rule changes."
        : "Set on this page."}
    </p>
  );
}

function Edit({ sync, schedule }: { sync: Sync; schedule: Schedule | null }) {
  const client = useQueryClient();
  const [wish, setWish] = useState<ScheduleWish>(() => wishOf(schedule));
  const rule: ForecastWish =
    wish.kind === "every" ? { every: wish.every } : { cron: wish.cron.trim() || undefined, zone: wish.zone };
  const known = wish.kind === "every" || wish.cron.trim().split(/\s+/).length >= 5;
  const forecast = useQuery({ ...forecastQuery(sync.name, rule), enabled: known });
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/api/v1/schedules/{sync}", {
          params: { path: { sync: sync.name } },
          body: {
            every: rule.every ?? null,
            cron: rule.cron ?? null,
            zone: wish.zone,
            missedRun: wish.missedRun,
            dst: wish.dst,
            jitterSeconds: schedule?.jitterSeconds ?? 0,
            paused: wish.paused,
          },
        }),
      ),
    onSuccess: (saved) => client.setQueryData(["sync", sync.name, "schedule"], saved),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["syncs"] }),
        client.invalidateQueries({ queryKey: ["sync", sync.name] }),
      ]),
  });
  const errors = save.error instanceof ApiProblem ? save.error.errors : [];
  const suggestion = forecast.data?.suggestion;

  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }

  return (
    <form className={css.form} onSubmit={submit}>
      <ScheduleFields wish={wish} onChange={(change) => setWish({ ...wish, ...change })} errors={errors} />
      <section aria-label="Forecast of calls" className={css.forecast} aria-live="polite">
        {forecast.data && (
          <>
            <BudgetBar forecast={forecast.data} />
            <p data-fits={forecast.data.fits}>{forecast.data.sentence}</p>
          </>
        )}
        {forecast.error && known && <p className="second">{problemSentence(forecast.error)}</p>}
        {suggestion && (
          <Button size="xs" variant="default" onClick={() => setWish({ ...wish, kind: "every", every: suggestion })}>
            {`Take ${intervals.find(({ value }) => value === suggestion)?.word.toLowerCase() ?? `every ${suggestion}`}`}
          </Button>
        )}
      </section>
      <div className={css.verbs}>
        <Button type="submit" loading={save.isPending}>
          Save the schedule
        </Button>
        <span role="status">{save.isSuccess && "Saved; the times beside are the new ones."}</span>
      </div>
      {save.error && errors.length === 0 && (
        <p role="alert" className={css.problem}>
          {problemSentence(save.error)}
        </p>
      )}
    </form>
  );
}

function NextTimes({ schedule }: { schedule: Schedule | null }) {
  const now = useNow();
  const times = schedule?.next ?? [];
  return (
    <section aria-labelledby="next-times">
      <h2 id="next-times">{times.length === 0 ? "Next times" : `Next ${count(times.length)} times`}</h2>
      {times.length === 0 ? (
        <p className="second">{schedule?.paused ? "None while the schedule is paused." : "None: it runs by hand."}</p>
      ) : (
        <ol className={css.times}>
          {times.map((time) => (
            <li key={time}>
              <time dateTime={time}>{exactTime(time)}</time>
              <span className="second">{until(time, now)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
