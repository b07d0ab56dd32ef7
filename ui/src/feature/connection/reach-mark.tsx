import type { Connection } from "../../api/model";
import { StatusMark } from "../../part/status-mark";

export type Reach = "good" | "bad" | "unknown";

/** A connection that is signed out does not work, whatever its last check said. */
export function reachOf({ signIn, lastCheck }: Connection): Reach {
  if (signIn && signIn.state !== "connected") return "bad";
  if (!lastCheck || lastCheck.status === "unknown") return "unknown";
  return lastCheck.status === "up" ? "good" : "bad";
}

export function ReachMark({ connection }: { connection: Connection }) {
  const reach = reachOf(connection);
  if (reach === "unknown") return <StatusMark look="pending" word="Not looked at yet" />;
  if (reach === "good") return <StatusMark look="succeeded" word="Answers" />;
  const { signIn } = connection;
  if (signIn?.state === "never") return <StatusMark look="held" word="Not signed in" />;
  if (signIn && signIn.state !== "connected") return <StatusMark look="failed" word="Sign in again" />;
  return <StatusMark look="failed" word="Does not answer" />;
}
