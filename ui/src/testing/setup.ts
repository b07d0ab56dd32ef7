import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { server } from "./server";

// A page that is loaded when it is asked for has to be compiled first, on a busy machine.
configure({ asyncUtilTimeout: 6_000 });

// The tests of the gates run without a page.
if (typeof window !== "undefined") dressWindow();

/** What jsdom lacks, and Mantine or a page of ours asks for. */
function dressWindow(): void {
  const never = () => undefined;
  window.matchMedia = (query) =>
    ({
      matches: false,
      media: query,
      addEventListener: never,
      removeEventListener: never,
    }) as unknown as MediaQueryList;
  window.ResizeObserver = class {
    observe = never;
    unobserve = never;
    disconnect = never;
  };
  window.scrollTo = never;
  Element.prototype.scrollIntoView = never;
  beforeEach(() => {
    window.localStorage.clear();
    window.sessionStorage.clear();
  });
  // Answers of the fake server come when they come: the page draws them by itself, as in a browser, outside act().
  beforeAll(() => {
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = false;
  });
}

// An address that no test told the server about is a mistake of the page or of the test.
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => server.close());
