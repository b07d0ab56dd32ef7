import { NativeSelect, TextInput } from "@mantine/core";
import type { ApiProblem } from "../../api/client";
import type { Schedule } from "../../api/model";
import css from "./schedule-page.module.css";

export const intervals = [
  { value: "5m", word: "Every 5 minutes" },
  { value: "10m", word: "Every 10 minutes" },
  { value: "15m", word: "Every 15 minutes" },
  { value: "30m", word: "Every 30 minutes" },
  { value: "1h", word: "Every hour" },
  { value: "2h", word: "Every 2 hours" },
  { value: "6h", word: "Every 6 hours" },
  { value: "12h", word: "Every 12 hours" },
  { value: "1d", word: "Every day" },
] as const;

export type ScheduleWish = {
  kind: "every" | "cron";
  every: string;
  cron: string;
  zone: string;
  missedRun: "skip" | "once";
  dst: "once" | "skip";
  paused: boolean;
};

export function wishOf(schedule: Schedule | null): ScheduleWish {
  return {
    kind: schedule?.cron ? "cron" : "every",
    every: schedule?.every ?? "1h",
    cron: schedule?.cron ?? "0 * * * *",
    zone: schedule?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    missedRun: schedule?.missedRun === "skip" ? "skip" : "once",
    dst: schedule?.dst === "skip" ? "skip" : "once",
    paused: schedule?.paused ?? false,
  };
}

type Props = {
  wish: ScheduleWish;
  onChange: (change: Partial<ScheduleWish>) => void;
  errors: ApiProblem["errors"];
};

export function ScheduleFields({ wish, onChange, errors }: Props) {
  const error = (field: string) => errors.find(({ pointer }) => pointer === `/${field}`)?.detail;
  const known = intervals.some(({ value }) => value === wish.every);
  return (
    <>
      <fieldset className={css.kinds}>
        <legend>Runs</legend>
        <label>
          <input
            type="radio"
            name="kind"
            checked={wish.kind === "every"}
            onChange={() => onChange({ kind: "every" })}
          />
          at an interval
        </label>
        <label>
          <input type="radio" name="kind" checked={wish.kind === "cron"} onChange={() => onChange({ kind: "cron" })} />
          at times of a cron expression
        </label>
      </fieldset>
      {wish.kind === "every" ? (
        <NativeSelect
          label="Interval"
          size="sm"
          value={wish.every}
          error={error("every")}
          onChange={(event) => onChange({ every: event.currentTarget.value })}
          data={[
            ...intervals.map(({ value, word }) => ({ value, label: word })),
            ...(known ? [] : [{ value: wish.every, label: `Every ${wish.every}` }]),
          ]}
        />
      ) : (
        <div className={css.pair}>
          <TextInput
            label="Cron"
            description="Minute, hour, day, month, weekday: 0 6 * * 1-5 is 06:00 on working days."
            size="sm"
            value={wish.cron}
            error={error("cron")}
            onChange={(event) => onChange({ cron: event.currentTarget.value })}
          />
          <TextInput
            label="Time zone"
            description="As in Europe/Berlin"
            size="sm"
            value={wish.zone}
            error={error("zone")}
            onChange={(event) => onChange({ zone: event.currentTarget.value })}
          />
        </div>
      )}
      <NativeSelect
        label="A run that was missed"
        size="sm"
        value={wish.missedRun}
        error={error("missedRun")}
        onChange={(event) => onChange({ missedRun: event.currentTarget.value === "skip" ? "skip" : "once" })}
        data={[
          { value: "once", label: "is made up for by one run" },
          { value: "skip", label: "is left out" },
        ]}
      />
      <NativeSelect
        label="A time that a clock change leaves out"
        size="sm"
        value={wish.dst}
        error={error("dst")}
        onChange={(event) => onChange({ dst: event.currentTarget.value === "skip" ? "skip" : "once" })}
        data={[
          { value: "once", label: "runs once, right after the gap" },
          { value: "skip", label: "is left out" },
        ]}
      />
      <label className={css.tick}>
        <input
          type="checkbox"
          checked={wish.paused}
          onChange={(event) => onChange({ paused: event.currentTarget.checked })}
        />
        Schedule paused
      </label>
    </>
  );
}
