import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../testing/open-page";
import { aBackend, server } from "../testing/server";
import { aMe, aRun, aSync } from "../testing/world";

const now = Date.now();

describe("the palette", () => {
  it("opens by Ctrl and K also out of a field, finds a sync, and goes there", async () => {
    aBackend({ syncs: [aSync(now), aSync(now, { name: "rates", title: "Rates" })] });
    const page = openPage("/syncs");
    await page.user.click(await screen.findByRole("searchbox"));
    await page.user.keyboard("{Control>}k{/Control}");
    const dialog = within(await screen.findByRole("dialog", { name: "Go to, or do" }));
    await waitFor(() => expect(dialog.getByRole("combobox")).toHaveFocus());
    expect(await accessFaults()).toEqual([]);
    await page.user.keyboard("rat");
    expect(dialog.getByRole("option", { name: "Rates sync" })).toHaveAttribute("aria-selected", "true");
    await page.user.keyboard("{Enter}");
    await waitFor(() => expect(page.address()).toBe("/syncs/rates"));
  });

  it("starts what is chosen by the arrows", async () => {
    const backend = aBackend({ syncs: [aSync(now)], runs: [aRun(now, { id: 5 })] });
    server.use(http.post("/api/v1/syncs/clients/plan", () => HttpResponse.json({ run: 5 }, { status: 202 })));
    const page = openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    await page.user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog", { name: "Go to, or do" });
    await page.user.keyboard("clients{ArrowDown}{ArrowDown}{Enter}");
    await waitFor(() => expect(backend.calls).toEqual(["POST /api/v1/syncs/clients/plan"]));
  });

  it("offers a viewer places only, and says when nothing is called so", async () => {
    aBackend({ me: aMe({ role: "viewer" }), syncs: [aSync(now)] });
    const page = openPage("/syncs");
    await page.user.click(await screen.findByRole("button", { name: "Find" }));
    await screen.findByRole("dialog", { name: "Go to, or do" });
    await page.user.keyboard("now");
    expect(screen.getByText("Nothing is called “now”.")).toBeVisible();
  });
});
