import { ApiProblem } from "./client";

type Given<T> = { -readonly [K in keyof T]?: Exclude<T[K], undefined | null | ""> };

/** What was given of a query: a parameter that is missing, null or empty is left out of the address. */
export function given<const T extends object>(query: T): Given<T> {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  ) as Given<T>;
}

/** For a call that must not happen twice when its answer is lost. */
export function once(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": crypto.randomUUID() };
}

export function isMissing(problem: unknown): boolean {
  return problem instanceof ApiProblem && problem.status === 404;
}

export function isForbidden(problem: unknown): boolean {
  return problem instanceof ApiProblem && problem.status === 403;
}
