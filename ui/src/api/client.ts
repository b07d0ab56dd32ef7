import createClient, { type Middleware } from "openapi-fetch";
import type { Problem } from "./model";
import type { paths } from "./schema.gen";

/** What went wrong with a call, in a sentence fit for a person. Status 0: the server was not reached at all. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: ReadonlyArray<{ pointer: string; detail: string }>;

  constructor(status: number, code: string, sentence: string, errors: ApiProblem["errors"] = []) {
    super(sentence);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

function csrfToken(): string | undefined {
  const pair = document.cookie.split("; ").find((cookie) => cookie.startsWith("XSRF-TOKEN="));
  return pair ? decodeURIComponent(pair.slice("XSRF-TOKEN=".length)) : undefined;
}

// A page opened straight on a sign-in link has had no answer from the API yet, so it has no token:
// any answer of the API sets the cookie, and the question "who am I" is the cheapest.
async function obtainCsrfToken(): Promise<string | undefined> {
  if (!csrfToken()) await globalThis.fetch("/api/v1/me", { headers: { Accept: "application/json" } }).catch(() => null);
  return csrfToken();
}

const csrf: Middleware = {
  async onRequest({ request }) {
    if (safeMethods.has(request.method)) return undefined;
    const token = await obtainCsrfToken();
    if (token) request.headers.set("X-XSRF-TOKEN", token);
    return request;
  },
};

export const api = createClient<paths>({
  baseUrl: typeof window === "undefined" ? "" : window.location.origin,
  // openapi-fetch keeps the fetch it finds at import; looked up at each call, tests can put theirs in its place.
  fetch: (request) => globalThis.fetch(request),
});
api.use(csrf, { onError: ({ request, error }) => unreachable(request.method, error) });

function unreachable(method: string, cause: unknown): Error | undefined {
  if (cause instanceof DOMException && cause.name === "AbortError") return undefined;
  // A press may have arrived before the line broke: that nothing happened is not ours to say.
  const safe = safeMethods.has(method)
    ? "What was typed here stays; nothing was changed."
    : "What was typed here stays. Once the server is back, look whether this was done, and press again if not.";
  return new ApiProblem(0, "unreachable", `The server cannot be reached. ${safe}`);
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The answer's body, or an ApiProblem thrown. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const answer = await call;
  if (answer.response.ok) return answer.data as T;
  throw problemOf(answer);
}

function problemOf({ error, response }: Answer<unknown>): ApiProblem {
  const problem = (typeof error === "object" && error !== null ? error : {}) as Partial<Problem>;
  const sentence =
    problem.code === "signed_out"
      ? "Your session had ended, so this was not done. Press again."
      : (problem.detail ?? problem.title ?? `The server answered ${response.status} and gave no reason.`);
  return new ApiProblem(response.status, problem.code ?? String(response.status), sentence, problem.errors ?? []);
}
