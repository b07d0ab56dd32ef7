import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { openPage } from "../../testing/open-page";
import { aBackend, server } from "../../testing/server";
import { aRun, aSync } from "../../testing/world";

const now = Date.now();
const dock = () => within(screen.getByRole("region", { name: "Your runs" }));

describe("the dock", () => {
  it("keeps a run until its person dismisses it, here or on another device", async () => {
    const run = aRun(now, { id: 77, status: "succeeded", sentence: "12 created", acknowledged: false });
    aBackend({ syncs: [aSync(now)], runs: [run] });
    server.use(
      http.post("/api/v1/sync/clients", () =>
        HttpResponse.json({ runs: [{ sync: "clients", run: 77, status: "attached", sentence: "" }] }, { status: 202 }),
      ),
    );
    const page = openPage("/syncs");
    await page.user.click(await screen.findByRole("button", { name: "Sync Clients" }));
    expect(await dock().findByText(/12 created/, { selector: "p" })).toBeVisible();
    page.unmount();
    const again = openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    expect(await dock().findByText(/12 created/, { selector: "p" })).toBeVisible();

    await again.tell({ kind: "run", run: { ...run, acknowledged: true } });
    await waitFor(() => expect(dock().queryByText(/12 created/)).toBeNull());
    await again.tell({ kind: "run", run });
    await again.user.click(await dock().findByRole("button", { name: "Dismiss run 77 of Clients" }));
    await waitFor(() => expect(dock().queryByText(/12 created/)).toBeNull());
    again.unmount();
    openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    expect(dock().queryByText(/12 created/)).toBeNull();
  });
});
