import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ApiProblem } from "../../api/client";
import type { InvitationSeen } from "../../api/model";
import { exactTime } from "../../part/format";
import { problemSentence } from "../../part/notice";
import { beside, fieldProblem } from "../../part/problem-line";
import { roleMay, withArticle } from "../../part/role";
import { Door } from "./door";
import css from "./door.module.css";
import { useFragmentToken } from "./fragment-token";
import { passwordRule } from "./password-rule";
import { invitationQuery, useAcceptInvitation } from "./queries";

/** Takes up an invitation: a name and a password, or, for who has an account here, the password they have. */
export function InvitationPage({ onIn }: { onIn: () => void }) {
  const token = useFragmentToken();
  return (
    <Door title="Join a workspace">
      {token ? (
        <Looked key={token} token={token} onIn={onIn} />
      ) : (
        <p className={css.problem}>The link is not whole: what comes after the “#” is missing.</p>
      )}
    </Door>
  );
}

type Props = { token: string; onIn: () => void };

function Looked({ token, onIn }: Props) {
  const look = useQuery(invitationQuery(token));
  if (look.isPending) return <p className={css.hint}>Reading the invitation…</p>;
  if (look.data) return <Accept token={token} seen={look.data} onIn={onIn} />;
  return (
    <div className={css.form}>
      <p className={css.problem} role="alert">
        {refusal(look.error)}
      </p>
      {!isOver(look.error) && (
        <Button type="submit" variant="default" onClick={() => look.refetch()}>
          Try again
        </Button>
      )}
      <p className="second">
        <Anchor href="/sign-in" size="sm">
          Sign in with a password
        </Anchor>
      </p>
    </div>
  );
}

function Accept({ token, seen, onIn }: Props & { seen: InvitationSeen }) {
  const accept = useAcceptInvitation(onIn);
  const problem = beside(accept.error, ["name", "password"]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = String(form.get("password"));
    accept.mutate({ token, password, ...(!seen.known && { name: String(form.get("name")) }) });
  }

  return (
    <form className={css.form} onSubmit={submit}>
      <p>
        You are invited to <b>{seen.workspace}</b> as {withArticle(seen.role)}, who {roleMay(seen.role)}. The link ends{" "}
        {exactTime(seen.expiresAt)}.
      </p>
      {problem && (
        <p className={css.problem} role="alert">
          {refusal(problem)}
        </p>
      )}
      {/* For the browser's own keeper of passwords, which asks what the password is for. */}
      <TextInput label="Email" name="email" type="email" autoComplete="username" readOnly value={seen.email} />
      {!seen.known && (
        <TextInput
          label="Name"
          name="name"
          autoComplete="name"
          required
          autoFocus
          withAsterisk={false}
          error={fieldProblem(accept.error, "name")}
        />
      )}
      {seen.known ? (
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          description="The one that you have here already"
          required
          autoFocus
          withAsterisk={false}
          error={fieldProblem(accept.error, "password")}
        />
      ) : (
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="new-password"
          description={passwordRule}
          minLength={12}
          required
          withAsterisk={false}
          error={fieldProblem(accept.error, "password")}
        />
      )}
      <Button type="submit" loading={accept.isPending}>
        Join and sign in
      </Button>
    </form>
  );
}

function isOver(problem: Error): boolean {
  return problem instanceof ApiProblem && problem.code === "link_invalid";
}

function refusal(problem: Error): string {
  if (isOver(problem)) {
    return "This invitation was taken up already, was withdrawn, or has expired. Ask whoever invited you for a new one.";
  }
  return problemSentence(problem);
}
