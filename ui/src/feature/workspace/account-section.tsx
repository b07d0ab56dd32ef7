import { Button, PasswordInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import type { Me, Session } from "../../api/model";
import { counted, exactTime } from "../../part/format";
import { Moment } from "../../part/moment";
import { FailedRegion, StaleNote } from "../../part/notice";
import { beside, fieldProblem, ProblemLine } from "../../part/problem-line";
import { SkeletonRows } from "../../part/skeleton-rows";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import { sessionsQuery, useChangePassword, useEndOtherSessions, useEndSession } from "./account";
import { passwordRule } from "./password-rule";
import css from "./settings.module.css";

/** My own password and the places where I am signed in. */
export function AccountSection({ me }: { me: Me }) {
  return (
    <>
      <section className={css.section} aria-labelledby="password-head">
        <h2 id="password-head">Password</h2>
        <p className={css.lead}>{`${me.person.name}, ${me.person.email ?? "no e-mail address"}`}</p>
        <Password />
      </section>
      <Sessions />
    </>
  );
}

function Password() {
  const change = useChangePassword();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    change.mutate(
      { current: String(given.get("current")), password: String(given.get("password")) },
      { onSuccess: () => form.reset() },
    );
  }

  return (
    <form className={css.form} onSubmit={submit}>
      <PasswordInput
        label="Password now"
        name="current"
        autoComplete="current-password"
        size="sm"
        required
        withAsterisk={false}
        error={fieldProblem(change.error, "current")}
      />
      <PasswordInput
        label="New password"
        name="password"
        autoComplete="new-password"
        description={passwordRule}
        size="sm"
        minLength={12}
        required
        withAsterisk={false}
        error={fieldProblem(change.error, "password")}
      />
      <ProblemLine problem={beside(change.error, ["current", "password"])} />
      {change.isSuccess && (
        <p role="status" className={css.done}>
          Changed. You were signed out everywhere else.
        </p>
      )}
      <Button type="submit" size="sm" loading={change.isPending}>
        Change the password
      </Button>
    </form>
  );
}

function Sessions() {
  const query = useQuery(sessionsQuery);
  const end = useEndSession();
  const endOthers = useEndOtherSessions();
  const now = useNow();
  const sessions = query.data ?? [];
  const others = sessions.filter(({ current }) => !current).length;
  return (
    <section className={css.section} aria-labelledby="sessions-head">
      <div className={css.head}>
        <h2 id="sessions-head">Where you are signed in</h2>
        {others > 0 && (
          <Button size="xs" variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {`Sign out ${counted(others, "other session")}`}
          </Button>
        )}
      </div>
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      <ProblemLine problem={end.error ?? endOthers.error} />
      {query.isError && !query.data ? (
        <FailedRegion what="Your sessions" problem={query.error} onRetry={() => query.refetch()} />
      ) : (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">Your sessions, with when and from where each was last used</caption>
          <thead>
            <tr>
              <th scope="col">Last used</th>
              <th scope="col">From</th>
              <th scope="col">Workspace</th>
              <th scope="col">Ends by itself</th>
              <th scope="col" className={css.verbs}>
                <span className="hidden-words">Actions</span>
              </th>
            </tr>
          </thead>
          {query.isPending ? (
            <SkeletonRows rows={2} columns={5} what="your sessions" />
          ) : (
            <tbody>
              {sessions.map((session) => (
                <Row key={session.id} session={session} now={now} onEnd={() => end.mutate(session.id)} />
              ))}
            </tbody>
          )}
        </table>
      )}
    </section>
  );
}

function Row({ session, now, onEnd }: { session: Session; now: number; onEnd: () => void }) {
  return (
    <tr>
      <th scope="row">
        <Moment at={session.seenAt} now={now} />
        {session.current && <span className={css.mark}>this browser</span>}
      </th>
      <td data-label="from">{session.address ?? <span className="pale">not known</span>}</td>
      <td data-label="in">{session.workspace}</td>
      <td className={css.when} data-label="ends">
        {exactTime(session.expiresAt)}
      </td>
      <td className={css.verbs}>
        {!session.current && (
          <Button
            size="xs"
            variant="default"
            aria-label={`Sign out the session from ${session.address ?? "an unknown address"}, begun ${exactTime(session.createdAt)}`}
            onClick={onEnd}
          >
            Sign out
          </Button>
        )}
      </td>
    </tr>
  );
}
