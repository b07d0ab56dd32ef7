import { Anchor, Button } from "@mantine/core";
import { ApiProblem } from "../../api/client";
import { problemSentence } from "../../part/notice";
import { Door } from "./door";
import css from "./door.module.css";
import { useFragmentToken } from "./fragment-token";
import { useLinkSignIn } from "./queries";

/** A link works once, and mail scanners open links: so it is a person's press, not the page's loading, that uses it. */
export function LinkPage({ onIn }: { onIn: () => void }) {
  const token = useFragmentToken();
  const signIn = useLinkSignIn(onIn);
  return (
    <Door title="Sign in by link">
      <div className={css.form}>
        {signIn.error && (
          <p className={css.problem} role="alert">
            {refusal(signIn.error)}
          </p>
        )}
        {!token && <p className={css.problem}>The link is not whole: what comes after the “#” is missing.</p>}
        {token && !signIn.error && (
          <>
            <p className={css.hint}>This link works once and signs you in on this device.</p>
            <Button autoFocus type="submit" loading={signIn.isPending} onClick={() => signIn.mutate({ token })}>
              Sign in
            </Button>
          </>
        )}
        <p className="second">
          <Anchor href="/sign-in" size="sm">
            Sign in with a password
          </Anchor>
        </p>
      </div>
    </Door>
  );
}

function refusal(problem: Error): string {
  if (!(problem instanceof ApiProblem)) return problemSentence(problem);
  if ([400, 401, 404, 410].includes(problem.status)) {
    return "This link was used already, or has expired. Ask an admin of your workspace for a new one.";
  }
  return problem.message;
}
