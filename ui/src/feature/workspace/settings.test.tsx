import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aMe, anAbout, aSession, aSync, aToken, workspaceSettings } from "../../testing/world";

const now = Date.now();
const admin = aMe({ role: "admin" });

/** The answer to each call, in the order of the calls; what was sent is kept. */
function takes(method: "post" | "put" | "delete", path: string, answer: () => Response) {
  const sent: unknown[] = [];
  server.use(
    http[method](path, async ({ request }) => {
      const text = await request.text();
      sent.push(text ? JSON.parse(text) : null);
      return answer();
    }),
  );
  return sent;
}

const tells = (path: string, body: () => object) => server.use(http.get(path, () => HttpResponse.json(body())));

describe("the settings of the workspace", () => {
  it("are set by an admin, and the server's word stands at its field", async () => {
    aBackend({ me: admin });
    tells("/api/v1/workspace/settings", workspaceSettings);
    const sent = takes("put", "/api/v1/workspace/settings", () =>
      HttpResponse.json(workspaceSettings({ historyDays: 30 })),
    );
    const page = openPage("/settings");
    const history = await screen.findByLabelText(/^Days to keep runs/);
    expect(screen.getByLabelText("Name")).toBeDisabled();
    await page.user.clear(history);
    await page.user.type(history, "30");
    expect(screen.getByText(/^Shorter than now/)).toBeVisible();
    await page.user.type(screen.getByLabelText("Pages that may hold a Sync button"), "\nhttps://b.example");
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Save the settings" }));
    expect(await screen.findByText("Saved.")).toBeVisible();
    expect(sent).toEqual([
      { historyDays: 30, auditDays: 1095, embedOrigins: ["https://admin.wellness.example", "https://b.example"] },
    ]);
    server.use(
      http.put("/api/v1/workspace/settings", () =>
        HttpResponse.json(
          {
            status: 400,
            code: "invalid",
            detail: "One field is not valid.",
            errors: [{ pointer: "/embedOrigins/1", detail: "This origin has a path." }],
          },
          { status: 400 },
        ),
      ),
    );
    await page.user.click(screen.getByRole("button", { name: "Save the settings" }));
    await waitFor(() =>
      expect(screen.getByLabelText("Pages that may hold a Sync button")).toHaveAccessibleDescription(
        /This origin has a path/,
      ),
    );
  });

  it("are only stated to others, who learn who can change them", async () => {
    aBackend({ me: aMe({ role: "viewer" }) });
    tells("/api/v1/workspace/settings", workspaceSettings);
    openPage("/settings");
    expect(await screen.findByText("kept for 365 days")).toBeVisible();
    expect(screen.getByText("An admin of this workspace can change these.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Save the settings" })).toBeNull();
    expect(await accessFaults()).toEqual([]);
  });

  it("say what could not be read, and try again", async () => {
    aBackend({ me: admin });
    server.use(http.get("/api/v1/workspace/settings", () => problem(503, "database_down", "No database.")));
    const page = openPage("/settings");
    expect(await screen.findByText("No database.")).toBeVisible();
    tells("/api/v1/workspace/settings", workspaceSettings);
    await page.user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByLabelText("Name")).toBeVisible();
  });
});

describe("API tokens", () => {
  it("are made for what a person may do themselves, and shown once", async () => {
    aBackend();
    let tokens = [aToken(now)];
    const asked: string[] = [];
    server.use(
      http.get("/api/v1/tokens", ({ request }) => {
        asked.push(new URL(request.url).search);
        return HttpResponse.json({ items: tokens, next: null });
      }),
    );
    const sent = takes("post", "/api/v1/tokens", () => {
      tokens = [aToken(now, { id: "tk8", name: "Admin page", scope: "run", usedAt: null }), ...tokens];
      return HttpResponse.json({ token: tokens[0], secret: "tally_secret" }, { status: 201 });
    });
    const page = openPage("/settings/tokens");
    expect(await screen.findByRole("rowheader", { name: /^Nightly export/ })).toBeVisible();
    const scope = screen.getByLabelText("Scope");
    expect(within(scope).getAllByRole("option")).toHaveLength(2);
    await page.user.type(screen.getByLabelText("Name"), "Admin page");
    await page.user.selectOptions(scope, "run");
    await page.user.selectOptions(screen.getByLabelText("Works for"), "30");
    await page.user.click(screen.getByRole("button", { name: "Make the token" }));
    expect(await screen.findByLabelText("Token Admin page", { selector: "input" })).toHaveValue("tally_secret");
    expect(screen.getByRole("heading", { name: "Token Admin page" })).toHaveFocus();
    expect(sent).toEqual([{ name: "Admin page", scope: "run", days: 30 }]);
    expect(await screen.findByRole("rowheader", { name: /^Admin page/ })).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Copy" }));
    expect(await navigator.clipboard.readText()).toBe("tally_secret");
    await page.user.click(screen.getByRole("button", { name: "I have it" }));
    expect(screen.queryByDisplayValue("tally_secret")).toBeNull();
    await page.user.click(screen.getByRole("link", { name: /^All/ }));
    expect(page.address()).toBe("/settings/tokens?show=all");
    await waitFor(() => expect(asked.at(-1)).not.toContain("active"));
    expect(asked[0]).toContain("active=true");
  });

  it("are revoked at the second press, since that is for good", async () => {
    const backend = aBackend({ me: admin });
    let tokens = [aToken(now)];
    tells("/api/v1/tokens", () => ({ items: tokens, next: null }));
    takes("delete", "/api/v1/tokens/tk7", () => {
      tokens = [];
      return new HttpResponse(null, { status: 204 });
    });
    const page = openPage("/settings/tokens");
    await page.user.click(await screen.findByRole("button", { name: "Revoke Nightly export" }));
    expect(backend.calls).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Revoke Nightly export for good" }));
    expect(await screen.findByText("No token works at present")).toBeVisible();
  });
});

describe("my account", () => {
  it("changes the password, and says that it was the wrong one", async () => {
    aBackend();
    tells("/api/v1/me/sessions", () => ({ items: [aSession(now)], next: null }));
    const sent = takes("put", "/api/v1/me/password", () =>
      problem(403, "wrong_credentials", "That is not your password."),
    );
    const page = openPage("/settings/account");
    await page.user.type(await screen.findByLabelText("Password now"), "old words");
    await page.user.type(screen.getByLabelText("New password"), "correct horse battery");
    await page.user.click(screen.getByRole("button", { name: "Change the password" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("That is not your password.");
    expect(sent).toEqual([{ current: "old words", password: "correct horse battery" }]);
    takes("put", "/api/v1/me/password", () => new HttpResponse(null, { status: 204 }));
    await page.user.click(screen.getByRole("button", { name: "Change the password" }));
    expect(await screen.findByText(/^Changed. You were signed out/)).toBeVisible();
    expect(screen.getByLabelText("New password")).toHaveValue("");
  });

  it("lists the sessions and ends them, one or all others", async () => {
    const backend = aBackend();
    let sessions = [aSession(now), aSession(now, { id: 2, current: false, address: "192.0.2.9" })];
    tells("/api/v1/me/sessions", () => ({ items: sessions, next: null }));
    takes("delete", "/api/v1/me/sessions/2", () => {
      sessions = sessions.slice(0, 1);
      return new HttpResponse(null, { status: 204 });
    });
    const page = openPage("/settings/account");
    expect(await screen.findByText("this browser")).toBeVisible();
    expect(screen.getByRole("button", { name: "Sign out 1 other session" })).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: /^Sign out the session from 192.0.2.9/ }));
    await waitFor(() => expect(screen.queryByText("192.0.2.9")).toBeNull());
    expect(backend.calls).toEqual(["DELETE /api/v1/me/sessions/2"]);
    expect(screen.queryByRole("button", { name: /other session/ })).toBeNull();
  });
});

describe("about", () => {
  it("says what runs here", async () => {
    aBackend({ me: aMe({ role: "viewer" }) });
    tells("/api/v1/about", () => anAbout(now));
    openPage("/settings/about");
    expect(await screen.findByText("PostgreSQL 17.6, of your own")).toBeVisible();
    expect(screen.getByText("2 d")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });
});

describe("embed", () => {
  it("fills the address and the sync into the code, and the choice into the address", async () => {
    aBackend({ me: admin, syncs: [aSync(now), aSync(now, { name: "brands", title: "Brands" })] });
    tells("/api/v1/workspace/settings", workspaceSettings);
    const page = openPage("/settings/embed");
    expect(await screen.findByText(/api\/v1\/syncs\/clients\/embed-tokens/)).toBeVisible();
    await page.user.selectOptions(screen.getByLabelText("Sync"), "brands");
    expect(page.address()).toBe("/settings/embed?sync=brands");
    expect(screen.getByText(/\/api\/v1\/syncs\/brands\/embed-tokens/)).toHaveTextContent(window.location.origin);
    expect(screen.getByText(/"Sync Brands"/)).toHaveTextContent(`address="${window.location.origin}"`);
    expect(await screen.findByText("https://admin.wellness.example")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("tells a viewer whose page it is", async () => {
    aBackend({ me: aMe({ role: "viewer" }) });
    openPage("/settings/embed");
    expect(await screen.findByText("A Sync button in another page is for operators and admins")).toBeVisible();
    expect(screen.getByText(/^You are a viewer here/)).toBeVisible();
  });
});
