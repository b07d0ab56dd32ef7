import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { StrictMode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SyncButton, type SyncButtonProps } from "./sync-button.js";
import { partial, SyncServer, started } from "./testing/sync-server.js";

let server: SyncServer;

beforeEach(async () => {
  server = await new SyncServer().open();
});
afterEach(async () => {
  cleanup();
  await server.close();
});

function show(more: Partial<SyncButtonProps> = {}) {
  return render(
    <StrictMode>
      <SyncButton address={`${server.address}/`} token={async () => "good"} pollEvery={20} {...more} />
    </StrictMode>,
  );
}

const button = () => screen.getAllByRole("button")[0] as HTMLButtonElement;
const said = async (text: string | RegExp) =>
  waitFor(() => expect(screen.getByRole("status").textContent).toMatch(text));

test("a click starts, follows and tells the end, until it is dismissed", async () => {
  const done = vi.fn();
  const { container } = show({ onComplete: done });

  await userEvent.click(button());
  await said("Sync started…");
  expect(button().textContent).toBe("Syncing…");
  await waitFor(() => expect(server.listening).toBe(1));
  server.become(partial);

  await said("Partly done. Processed 100 brands: 10 created, 85 updated, 5 failed");
  expect(screen.getByText(/5 rows: The country must be two letters \(Acme\)/)).toBeTruthy();
  expect(done).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ run: 7, runStatus: "partial" }));
  expect((await axe.run(container, { rules: { region: { enabled: false } } })).violations).toEqual([]);

  await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText(/Processed/)).toBeNull();
});

test("rapid clicks start one run", async () => {
  show();
  const at = button();
  at.click();
  at.click();
  at.click();
  await said("Sync started…");
  await userEvent.click(at);

  expect(server.starts).toBe(1);
});

test("a run that works already is found after a refresh, and one that is over is no news", async () => {
  server.become(started);
  const first = show();
  await said("Running. Sync started…");
  server.become(partial);
  await said("Partly done.");
  first.unmount();

  const before = server.asked;
  show();
  await waitFor(() => expect(server.asked).toBeGreaterThan(before));
  expect(screen.queryByText(/Processed/)).toBeNull();
  expect(server.starts).toBe(0);
});

test("without a stream it asks, and a stream that breaks off loses nothing", async () => {
  show();
  await userEvent.click(button());
  await waitFor(() => expect(server.listening).toBe(1));
  server.streams = false;
  server.cut();
  server.become(partial);

  await said("Partly done.");
});

test("a token that is over is asked for anew, once", async () => {
  const tokens = vi.fn().mockResolvedValueOnce("old").mockResolvedValue("good");
  show({ token: tokens, checkOnMount: false });
  await userEvent.click(button());
  await said("Sync started…");

  expect(tokens).toHaveBeenCalledTimes(2);
});

test("a refusal is said in the server's own sentence", async () => {
  const failed = vi.fn();
  server.tokens.clear();
  show({ onFailed: failed, checkOnMount: false });
  await userEvent.click(button());

  await said("Failed. The token is over.");
  expect(button().textContent).toBe("Sync data");
});

test("a run that failed calls back and says why", async () => {
  const failed = vi.fn();
  show({ onFailed: failed, checkOnMount: false });
  await userEvent.click(button());
  await waitFor(() => expect(server.listening).toBe(1));
  server.become({
    state: "failed",
    runStatus: "failed",
    message: "The partner refused the credential. Nothing was written.",
  });

  await said("Failed. The partner refused the credential.");
  expect(failed).toHaveBeenCalledOnce();
});

test("a server that is away and a token that cannot be had are told apart", async () => {
  show({ token: () => Promise.reject(new Error("503")), checkOnMount: false });
  await userEvent.click(button());
  await said("This page got no token for the sync: 503");
  cleanup();

  await server.close();
  show({ checkOnMount: false });
  await userEvent.click(button());
  await said("The sync server cannot be reached.");
  server = await new SyncServer().open();
});

test("what leaves the page leaves the line", async () => {
  const shown = show();
  await userEvent.click(button());
  await waitFor(() => expect(server.listening).toBe(1));
  shown.unmount();

  await waitFor(() => expect(server.listening).toBe(0));
});
