import { Button, PasswordInput, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { ApiProblem } from "../../api/client";
import { problemSentence } from "../../part/notice";
import { Door } from "./door";
import css from "./door.module.css";
import { useSignIn } from "./queries";

export function SignInPage({ onIn }: { onIn: () => void }) {
  const signIn = useSignIn(onIn);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate({ email: String(form.get("email")), password: String(form.get("password")) });
  }

  return (
    <Door title="Sign in">
      <form className={css.form} onSubmit={submit}>
        {signIn.error && (
          <p className={css.problem} role="alert">
            {refusal(signIn.error)}
          </p>
        )}
        <TextInput
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
          withAsterisk={false}
        />
        <PasswordInput label="Password" name="password" autoComplete="current-password" required withAsterisk={false} />
        <Button type="submit" loading={signIn.isPending}>
          Sign in
        </Button>
        <p className="second">
          No password? An admin of your workspace can make you a one-time link. The first admin finds theirs in the
          server's log.
        </p>
      </form>
    </Door>
  );
}

function refusal(problem: Error): string {
  if (!(problem instanceof ApiProblem)) return problemSentence(problem);
  if (problem.status === 401) return "Email and password do not belong together. Check both and try again.";
  if (problem.status === 429)
    return "Too many tries. Wait a minute, then try again; the right password works then too.";
  return problem.message;
}
