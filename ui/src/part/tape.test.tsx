import { act, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Tape } from "./tape";

const now = Date.parse("2026-03-02T12:00:00Z");
const at = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const runs = [60, 30].map((minutes, run) => ({
  run,
  status: "succeeded" as const,
  startedAt: at(minutes),
  endedAt: at(minutes - 1),
  worked: 5,
  failed: 0,
}));
const tape = <Tape title="Clients" runs={runs} due={[]} now={now} paused={false} onOpen={() => undefined} />;

const marks = (container: HTMLElement) =>
  [...container.querySelectorAll("[data-marks]")].reduce(
    (sum, path) => sum + (path.getAttribute("d")?.split("M").length ?? 1) - 1,
    0,
  );

afterEach(() => vi.unstubAllGlobals());

describe("a tape", () => {
  it("says its facts at once, and is drawn when it comes near the screen, or is printed", () => {
    let come: (entries: { isIntersecting: boolean }[]) => void = () => undefined;
    vi.stubGlobal(
      "IntersectionObserver",
      class {
        constructor(hear: typeof come) {
          come = hear;
        }
        observe = () => undefined;
        disconnect = () => undefined;
      },
    );
    const { container, unmount } = render(tape);
    expect(screen.getByRole("slider", { name: "Clients, last 24 hours: 2 runs" })).toBeVisible();
    act(() => come([{ isIntersecting: false }]));
    expect(container.querySelector("svg")).toBeNull();
    act(() => come([{ isIntersecting: true }]));
    expect(marks(container)).toBe(2);
    unmount();

    const printed = render(tape);
    expect(printed.container.querySelector("svg")).toBeNull();
    act(() => void window.dispatchEvent(new Event("beforeprint")));
    expect(marks(printed.container)).toBe(2);
  });
});
