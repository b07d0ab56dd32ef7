import { createMemoryHistory } from "@tanstack/react-router";
import { act, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import type { LiveMessage } from "../api/live/stream";
import { App, createParts } from "../app/app";

/** The whole app at an address, with a stream that the test speaks into. */
export function openPage(path: string) {
  let hear: (message: LiveMessage) => void = () => undefined;
  const parts = createParts(createMemoryHistory({ initialEntries: [path] }));
  const view = render(
    <App
      {...parts}
      connect={(listener) => {
        hear = listener;
        listener({ kind: "state", state: "open" });
        return { close: () => undefined };
      }}
    />,
  );
  return {
    ...view,
    ...parts,
    user: userEvent.setup(),
    address: () => parts.router.state.location.href,
    /** Says something on the stream. */
    tell: (message: LiveMessage) => act(async () => hear(message)),
  };
}

/** What axe finds wrong with the page; contrast apart, which needs a real browser to measure. */
export async function accessFaults(root: Element = document.body): Promise<string[]> {
  const { violations } = await axe.run(root, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
