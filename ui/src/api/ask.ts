import { ApiProblem, api, unwrap } from "./client";

type Method = "GET" | "POST" | "PUT" | "DELETE";
type Value = string | number | boolean | undefined;
type Options = { query?: Record<string, Value>; body?: unknown; key?: string; signal?: AbortSignal };

/** A call by its address, with what is not given left out of the query; its shape is the caller's word. */
export function ask<T>(method: Method, path: string, { query, body, key, signal }: Options = {}): Promise<T> {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const search = params.size > 0 ? `?${params}` : "";
  const call = api[method] as unknown as (address: string, options: object) => Parameters<typeof unwrap<T>>[0];
  return unwrap<T>(
    call(`${path}${search}`, {
      ...(signal && { signal }),
      ...(body !== undefined && { body }),
      ...(key && { headers: { "Idempotency-Key": key } }),
    }),
  );
}

/** A part of a path that a person chose: it may hold a slash or a blank. */
export const part = encodeURIComponent;

export function isMissing(problem: unknown): boolean {
  return problem instanceof ApiProblem && problem.status === 404;
}

export function isForbidden(problem: unknown): boolean {
  return problem instanceof ApiProblem && problem.status === 403;
}
