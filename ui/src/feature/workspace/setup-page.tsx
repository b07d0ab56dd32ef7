import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { ApiProblem } from "../../api/client";
import { problemSentence } from "../../part/notice";
import { Door } from "./door";
import css from "./door.module.css";
import { useFragmentToken } from "./fragment-token";
import { useSetup } from "./queries";

/** Makes the first admin, once in the life of a server. */
export function SetupPage({ onIn }: { onIn: () => void }) {
  const token = useFragmentToken();
  const setup = useSetup(onIn);

  if (!token) {
    return (
      <Door title="Set up Tallystick">
        <p className={css.hint}>
          This page needs the setup link that the server wrote to its log when it first started. Open that link whole,
          with everything after the “#”.
        </p>
        <p className={css.hint}>
          Already set up? <Anchor href="/sign-in">Sign in</Anchor>
        </p>
      </Door>
    );
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name));
    setup.mutate({ token: token ?? "", name: text("name"), email: text("email"), password: text("password") });
  }

  const fieldProblem = (field: string) =>
    setup.error instanceof ApiProblem && setup.error.errors.find(({ pointer }) => pointer === `/${field}`)?.detail;

  return (
    <Door title="Make the first admin">
      <form className={css.form} onSubmit={submit}>
        {setup.error && (
          <p className={css.problem} role="alert">
            {refusal(setup.error)}
          </p>
        )}
        <TextInput
          label="Name"
          name="name"
          autoComplete="name"
          required
          autoFocus
          withAsterisk={false}
          error={fieldProblem("name")}
        />
        <TextInput
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          error={fieldProblem("email")}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="new-password"
          description="At least 12 characters; length is what counts"
          minLength={12}
          required
          withAsterisk={false}
          error={fieldProblem("password")}
        />
        <Button type="submit" loading={setup.isPending}>
          Make admin and sign in
        </Button>
      </form>
    </Door>
  );
}

function refusal(problem: Error): string {
  if (!(problem instanceof ApiProblem)) return problemSentence(problem);
  if (problem.status === 404)
    return "This server is already set up, or the setup link is not its own. Sign in instead.";
  if (problem.status === 401 || problem.status === 410) {
    return "The setup link is wrong or has expired. Restart the server: it writes a new one to its log.";
  }
  return problem.message;
}
