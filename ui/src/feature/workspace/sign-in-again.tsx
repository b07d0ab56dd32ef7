import { Anchor, Button, Modal, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useEffect } from "react";
import { ApiProblem } from "../../api/client";
import type { Me } from "../../api/model";
import { problemSentence } from "../../part/notice";
import css from "./door.module.css";
import { useComeBack, useSignedOut } from "./session-end";

type Props = { me: Me; onElse: () => void };

/**
 * The session has ended in the middle of a visit. The page waits beneath, with all that was typed, and nothing of it
 * can be read until its person is back.
 */
export function SignInAgain({ me, onElse }: Props) {
  const ended = useSignedOut();
  return (
    <Modal
      opened={ended}
      onClose={() => undefined}
      title="Sign in again"
      fullScreen
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      attributes={{ header: { role: "presentation" } }}
    >
      <Form me={me} onElse={onElse} />
    </Modal>
  );
}

function Form({ me, onElse }: Props) {
  const back = useComeBack(me, onElse);
  const { mutate } = back;
  const { email, name } = me.person;

  // Whoever signs in again in another tab has signed in here, too.
  useEffect(() => {
    const look = () => mutate(null);
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [mutate]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    if (email) mutate({ email, password });
  }

  return (
    <form className={`${css.form} ${css.again}`} onSubmit={submit}>
      <p>
        Your session has ended: it ran out, you signed out elsewhere, or an admin changed what you may do here. What you
        have typed is still here, and what you pressed last was not done.
      </p>
      {back.error && back.variables && (
        <p className={css.problem} role="alert">
          {refusal(back.error)}
        </p>
      )}
      {email ? (
        <>
          <TextInput label="Email" name="email" type="email" autoComplete="username" readOnly value={email} />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            data-autofocus
            withAsterisk={false}
            // A window beneath this one must not close, with what was typed in it, at an Escape meant for here.
            data-mantine-stop-propagation="true"
          />
          <Button type="submit" loading={back.isPending && back.variables !== null}>
            Sign in and go on
          </Button>
        </>
      ) : (
        <p>{`${name} has no e-mail address, so a new one-time link is needed to sign in.`}</p>
      )}
      <p className="second">
        <Anchor component="button" type="button" size="sm" onClick={onElse}>
          Leave this page; what was typed is lost
        </Anchor>
      </p>
    </form>
  );
}

function refusal(problem: Error): string {
  if (!(problem instanceof ApiProblem)) return problemSentence(problem);
  if (problem.status === 401) {
    return "The password is not accepted. Check it and try again.";
  }
  if (problem.status === 429)
    return "Too many tries. Wait a minute, then try again; the right password works then too.";
  return problem.message;
}
