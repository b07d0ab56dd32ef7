import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { silencesQuery, useSilence } from "../../api/alerts";
import { mayOperate } from "../../api/me";
import type { Me } from "../../api/model";
import { exactTime } from "../../part/format";
import { ProblemLine } from "../../part/problem-line";
import css from "./alert.module.css";

const spans = [
  { value: "60", label: "1 hour" },
  { value: "240", label: "4 hours" },
  { value: "1440", label: "1 day" },
  { value: "10080", label: "1 week" },
];

/** Nobody is told for a while, of one sync or of all; what is still wrong afterwards is told then. */
export function Silence({ me, sync, what }: { me: Me; sync: string | null; what: string }) {
  const { data } = useQuery(silencesQuery);
  const silence = useSilence(sync);
  const [minutes, setMinutes] = useState("60");
  const now = data?.find((one) => one.sync === sync);
  return (
    <>
      {now && (
        <p className={css.note}>{`Nobody is told of ${what} until ${exactTime(now.until)}; ${now.by} said so.`}</p>
      )}
      {mayOperate(me) && (
        <div className={css.form}>
          <NativeSelect
            label={`Tell nobody of ${what} for`}
            size="sm"
            data={spans}
            value={minutes}
            onChange={(event) => setMinutes(event.currentTarget.value)}
          />
          <Button
            size="sm"
            variant="default"
            loading={silence.isPending}
            onClick={() => silence.mutate(Number(minutes))}
          >
            Silence
          </Button>
          {now && (
            <Button size="sm" variant="default" onClick={() => silence.mutate(null)}>
              End the silence
            </Button>
          )}
        </div>
      )}
      <ProblemLine problem={silence.error} />
    </>
  );
}
