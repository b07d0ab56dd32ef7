import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, describe, expect, it, vi } from "vitest";
import { onSessionMoved } from "../api/live/session-moved";
import type { Workspace } from "../api/model";
import { accessFaults, openPage } from "../testing/open-page";
import { aBackend, problem, server } from "../testing/server";
import { aMe, aWorkspace, workspaceSettings } from "../testing/world";

const now = Date.now();
const two = [aWorkspace(now), aWorkspace(now, { id: 2, name: "Studio", role: "viewer", current: false })];
const done = () => new HttpResponse(null, { status: 204 });

let silence: () => void = () => undefined;
afterEach(() => silence());

describe("the switch between workspaces", () => {
  it("goes there at a press, and tells the other tabs", async () => {
    const backend = aBackend({ workspaces: two });
    const told = vi.fn();
    silence = onSessionMoved(told);
    let sent: unknown;
    server.use(
      http.post("/api/v1/session/workspace", async ({ request }) => {
        sent = await request.json();
        return done();
      }),
    );
    const page = openPage("/syncs");
    const choice = await screen.findByLabelText("Workspace");
    expect(choice).toHaveValue("1");
    await page.user.selectOptions(choice, "Studio");
    expect(backend.calls).toEqual([]);
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Go there" }));
    await waitFor(() => expect(told).toHaveBeenCalledOnce());
    expect(sent).toEqual({ workspace: 2 });
  });

  it("is not there for who has one workspace only", async () => {
    aBackend({ workspaces: [aWorkspace(now), aWorkspace(now, { id: 2, role: null, current: false })] });
    openPage("/syncs");
    await screen.findByText("No sync yet");
    expect(screen.queryByLabelText("Workspace")).toBeNull();
  });

  it("says why it did not go there", async () => {
    aBackend({ workspaces: two });
    server.use(http.post("/api/v1/session/workspace", () => problem(404, "not_found", "You do not belong there.")));
    const page = openPage("/syncs");
    await page.user.selectOptions(await screen.findByLabelText("Workspace"), "Studio");
    await page.user.click(screen.getByRole("button", { name: "Go there" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("You do not belong there.");
  });
});

describe("the workspaces of a server", () => {
  function aServer(workspaces: Workspace[]) {
    const backend = aBackend({ me: aMe({ role: "admin", owner: true }), workspaces });
    server.use(
      http.get("/api/v1/workspace/settings", () => HttpResponse.json(workspaceSettings())),
      http.post("/api/v1/workspaces", async ({ request }) => {
        const { name } = (await request.json()) as { name: string };
        if (backend.workspaces.some((one) => one.name === name)) {
          return problem(409, "name_taken", "Another workspace is called so.");
        }
        const made = aWorkspace(now, { id: 9, name, role: null, current: false });
        backend.workspaces = [...backend.workspaces, made];
        return HttpResponse.json(made, { status: 201 });
      }),
      http.put("/api/v1/workspaces/:id", async ({ params, request }) => {
        const { name } = (await request.json()) as { name: string };
        backend.workspaces = backend.workspaces.map((one) => (one.id === Number(params.id) ? { ...one, name } : one));
        return HttpResponse.json(backend.workspaces[0]);
      }),
      http.post("/api/v1/workspaces/:id/join", ({ params }) => {
        backend.workspaces = backend.workspaces.map((one) =>
          one.id === Number(params.id) ? { ...one, role: "admin" } : one,
        );
        return HttpResponse.json(backend.workspaces[0]);
      }),
    );
    return backend;
  }

  it("are made, joined and renamed by its owner", async () => {
    aServer(two);
    const page = openPage("/settings");
    const list = within(await screen.findByRole("region", { name: "Workspaces of this server" }));
    await page.user.type(await list.findByLabelText("A new workspace"), "Studio{Enter}");
    expect(await list.findByRole("alert")).toHaveTextContent("Another workspace is called so.");
    await page.user.type(list.getByLabelText("A new workspace"), " two{Enter}");
    await page.user.click(await list.findByRole("button", { name: "Join Studio two as its admin" }));
    expect(await list.findByRole("button", { name: "Go to Studio two" })).toBeVisible();
    await page.user.click(list.getByRole("button", { name: "Rename Studio" }));
    const name = list.getByLabelText("New name of Studio");
    expect(name).toHaveFocus();
    expect(await accessFaults()).toEqual([]);
    await page.user.clear(name);
    await page.user.type(name, "Atelier{Enter}");
    expect(await list.findByRole("rowheader", { name: "Atelier" })).toBeVisible();
  });

  it("are nobody else's matter", async () => {
    aBackend({ me: aMe({ role: "admin" }), workspaces: two });
    server.use(http.get("/api/v1/workspace/settings", () => HttpResponse.json(workspaceSettings())));
    openPage("/settings");
    await screen.findByRole("button", { name: "Save the settings" });
    expect(screen.queryByText("Workspaces of this server")).toBeNull();
  });
});
