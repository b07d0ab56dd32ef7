import { Anchor, Button, PasswordInput } from "@mantine/core";
import type { FormEvent } from "react";
import { ApiProblem } from "../../api/client";
import { problemSentence } from "../../part/notice";
import { beside, fieldProblem } from "../../part/problem-line";
import { Door } from "./door";
import css from "./door.module.css";
import { useFragmentToken } from "./fragment-token";
import { passwordRule } from "./password-rule";
import { useNewPassword } from "./queries";

/** Sets a new password by the link that an admin gave. It signs nobody in: the address is asked for there. */
export function NewPasswordPage() {
  const token = useFragmentToken();
  const set = useNewPassword();
  const problem = beside(set.error, ["password"]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    set.mutate({ token: token ?? "", password: String(new FormData(event.currentTarget).get("password")) });
  }

  if (!token) {
    return (
      <Door title="New password">
        <p className={css.problem}>The link is not whole: what comes after the “#” is missing.</p>
      </Door>
    );
  }
  if (set.isSuccess) {
    return (
      <Door title="New password">
        <div className={css.form}>
          <p role="status">The password is set, and you were signed out everywhere.</p>
          <p>
            <Anchor href="/sign-in">Sign in with it</Anchor>
          </p>
        </div>
      </Door>
    );
  }
  return (
    <Door title="New password">
      <form className={css.form} onSubmit={submit}>
        {problem && (
          <p className={css.problem} role="alert">
            {refusal(problem)}
          </p>
        )}
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="new-password"
          description={passwordRule}
          minLength={12}
          required
          autoFocus
          withAsterisk={false}
          error={fieldProblem(set.error, "password")}
        />
        <Button type="submit" loading={set.isPending}>
          Set the password
        </Button>
      </form>
    </Door>
  );
}

function refusal(problem: Error): string {
  if (problem instanceof ApiProblem && problem.code === "link_invalid") {
    return "This link was used already, or has expired. Ask an admin of your workspace for a new one.";
  }
  return problemSentence(problem);
}
