import { ApiProblem } from "../api/client";
import { problemSentence } from "./notice";

/** Why a press did not do what it says, in one line beneath it. */
export function ProblemLine({ problem }: { problem: Error | null | undefined }) {
  if (!problem) return null;
  return (
    <p role="alert" style={{ color: "var(--failed)" }}>
      {problemSentence(problem)}
    </p>
  );
}

/** What the server says about one field, to stand at that field. */
export function fieldProblem(problem: Error | null | undefined, field: string): string | undefined {
  if (!(problem instanceof ApiProblem)) return undefined;
  return problem.errors.find(({ pointer }) => pointer === `/${field}` || pointer.startsWith(`/${field}/`))?.detail;
}

/** The problem, unless the fields that stand on the page have said all of it. */
export function beside(problem: Error | null, fields: readonly string[]): Error | null {
  return fields.some((field) => fieldProblem(problem, field)) ? null : problem;
}
