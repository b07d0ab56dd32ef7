import { act, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, describe, expect, it, vi } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aMe, aSync } from "../../testing/world";
import { takeFragmentToken } from "./fragment-token";

const now = Date.now();
const done = () => new HttpResponse(null, { status: 204 });

/** The token is read before the router stands, as in main.tsx. */
function openWithFragment(address: string) {
  window.history.replaceState(null, "", address);
  takeFragmentToken();
  return openPage(address.split("#")[0] ?? "/");
}

afterEach(() => window.history.replaceState(null, "", "/"));

describe("sign-in", () => {
  it("is where somebody signed out ends up, and leads back to where they wanted to go", async () => {
    const backend = aBackend({ me: null, syncs: [aSync(now)] });
    server.use(
      http.post("/api/v1/session", () => {
        backend.me = aMe();
        return done();
      }),
    );
    const page = openPage("/runs?status=failed");
    await page.user.type(await screen.findByLabelText("Email"), "mira@wellness.example");
    await page.user.type(screen.getByLabelText("Password"), "correct horse battery");
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { name: "Runs" })).toBeVisible();
    expect(page.address()).toBe("/runs?status=failed");
  });

  it("sends the CSRF cookie's value in the header", async () => {
    vi.spyOn(document, "cookie", "get").mockReturnValue("other=1; XSRF-TOKEN=t%3D1");
    aBackend({ me: null });
    let header: string | null = null;
    server.use(
      http.post("/api/v1/session", ({ request }) => {
        header = request.headers.get("X-XSRF-TOKEN");
        return problem(401, "wrong_password", "Wrong.");
      }),
    );
    const page = openPage("/sign-in");
    await page.user.type(await screen.findByLabelText("Email"), "mira@wellness.example");
    await page.user.type(screen.getByLabelText("Password"), "wrong{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Email and password do not belong together.");
    expect(header).toBe("t=1");
  });

  it("never leads to another host", async () => {
    const backend = aBackend({ me: null });
    server.use(
      http.post("/api/v1/session", () => {
        backend.me = aMe();
        return done();
      }),
    );
    const page = openPage("/sign-in?next=//elsewhere.example/syncs");
    await page.user.type(await screen.findByLabelText("Email"), "mira@wellness.example");
    await page.user.type(screen.getByLabelText("Password"), "right{Enter}");
    await waitFor(() => expect(screen.getByRole("heading", { name: "Overview" })).toBeVisible());
    expect(page.address()).toBe("/");
  });

  it("comes over the page when a session ends in the middle of a form, and leaves what was typed", async () => {
    const backend = aBackend({ syncs: [aSync(now)] });
    const page = openPage("/settings/tokens");
    server.use(
      http.get("/api/v1/tokens", () => HttpResponse.json({ items: [], next: null })),
      http.post("/api/v1/tokens", () => problem(401, "signed_out", "Sign in first.")),
    );
    await page.user.type(await screen.findByLabelText("Name"), "nightly export");
    backend.me = null;
    await page.user.click(screen.getByRole("button", { name: "Make the token" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Sign in again" }));
    expect(dialog.getByText(/What you have typed is still here, and what you pressed last was not done/)).toBeVisible();
    expect(await accessFaults()).toEqual([]);

    server.use(http.post("/api/v1/session", () => problem(401, "wrong_credentials", "Wrong.")));
    await page.user.type(dialog.getByLabelText("Password"), "wrong{Enter}");
    expect(await dialog.findByRole("alert")).toHaveTextContent("The password is not accepted. Check it and try again.");
    await page.user.keyboard("{Escape}");
    expect(dialog.getByLabelText("Email")).toHaveValue("mira@wellness.example");

    server.use(
      http.post("/api/v1/session", () => {
        backend.me = aMe();
        return done();
      }),
    );
    await page.user.type(dialog.getByLabelText("Password"), "right{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.getByLabelText("Name")).toHaveValue("nightly export");
    expect(screen.getByRole("alert")).toHaveTextContent("Your session had ended, so this was not done. Press again.");
    expect(page.address()).toBe("/settings/tokens");
  });

  it("goes back to the workspace that one was in, and by itself when another tab has signed in", async () => {
    const backend = aBackend({ syncs: [aSync(now)] });
    const page = openPage("/syncs");
    await screen.findByRole("link", { name: "Clients" });
    const me = aMe();
    const away = async () => {
      backend.me = null;
      server.use(http.get("/api/v1/syncs", () => problem(401, "signed_out", "Sign in first."), { once: true }));
      await page.tell({ kind: "sync", sync: "clients" });
      return within(await screen.findByRole("dialog", { name: "Sign in again" }));
    };
    server.use(
      http.post("/api/v1/session", () => {
        backend.me = aMe({ workspace: { id: me.workspace.id + 1, name: "Another" } });
        return done();
      }),
      http.post("/api/v1/session/workspace", async ({ request }) => {
        expect(await request.json()).toEqual({ workspace: me.workspace.id });
        backend.me = me;
        return done();
      }),
    );
    await page.user.type((await away()).getByLabelText("Password"), "right{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(backend.calls).toContain("POST /api/v1/session/workspace");

    await away();
    backend.me = me;
    act(() => void window.dispatchEvent(new Event("focus")));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("does not say that nothing happened when a press got no answer", async () => {
    aBackend({ syncs: [aSync(now)] });
    const page = openPage("/settings/tokens");
    server.use(
      http.get("/api/v1/tokens", () => HttpResponse.json({ items: [], next: null })),
      http.post("/api/v1/tokens", () => HttpResponse.error()),
    );
    await page.user.type(await screen.findByLabelText("Name"), "nightly export");
    await page.user.click(screen.getByRole("button", { name: "Make the token" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The server cannot be reached. What was typed here stays. Once the server is back, look whether this was done, and press again if not.",
    );
    expect(screen.getByLabelText("Name")).toHaveValue("nightly export");
  });
});

describe("the one-time link", () => {
  it("takes its token out of the address, and uses it only at a press", async () => {
    const backend = aBackend({ me: null });
    let token: unknown;
    server.use(
      http.post("/api/v1/session/link", async ({ request }) => {
        token = ((await request.json()) as { token: string }).token;
        backend.me = aMe();
        return done();
      }),
    );
    const page = openWithFragment("/link#token=a%2Fb");
    expect(window.location.hash).toBe("");
    const button = await screen.findByRole("button", { name: "Sign in" });
    expect(backend.calls).toEqual([]);
    expect(await accessFaults()).toEqual([]);
    await page.user.click(button);
    await waitFor(() => expect(screen.getByRole("heading", { name: "Overview" })).toBeVisible());
    expect(token).toBe("a/b");
  });

  it("says that it was used or has expired, and offers no second press", async () => {
    aBackend({ me: null });
    server.use(http.post("/api/v1/session/link", () => problem(410, "link_used", "Used.")));
    const page = openWithFragment("/link#token=old");
    await page.user.click(await screen.findByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("This link was used already, or has expired.");
    expect(screen.queryByRole("button", { name: "Sign in" })).toBeNull();
  });
});

describe("the first admin", () => {
  it("is made with the token of the setup link", async () => {
    const backend = aBackend({ me: null });
    let sent: unknown;
    server.use(
      http.post("/api/v1/setup", async ({ request }) => {
        sent = await request.json();
        backend.me = aMe({ role: "admin" });
        return done();
      }),
    );
    const page = openWithFragment("/setup#token=first");
    await page.user.type(await screen.findByLabelText("Name"), "Mira Okafor");
    await page.user.type(screen.getByLabelText("Email"), "mira@wellness.example");
    await page.user.type(screen.getByLabelText("Password"), "correct horse battery");
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Make admin and sign in" }));
    await waitFor(() => expect(page.address()).toBe("/"));
    expect(sent).toEqual({
      token: "first",
      name: "Mira Okafor",
      email: "mira@wellness.example",
      password: "correct horse battery",
    });
  });

  it("puts the server's word about a field at that field", async () => {
    aBackend({ me: null });
    server.use(
      http.post("/api/v1/setup", () =>
        HttpResponse.json(
          {
            title: "Not valid",
            status: 422,
            code: "invalid",
            detail: "One field is not valid.",
            errors: [{ pointer: "/password", detail: "It is in a list of leaked passwords." }],
          },
          { status: 422 },
        ),
      ),
    );
    const page = openWithFragment("/setup#token=first");
    await page.user.type(await screen.findByLabelText("Name"), "Mira");
    await page.user.type(screen.getByLabelText("Email"), "mira@wellness.example");
    await page.user.type(screen.getByLabelText("Password"), "password1234{Enter}");
    await waitFor(() =>
      expect(screen.getByLabelText("Password")).toHaveAccessibleDescription(/It is in a list of leaked passwords./),
    );
  });
});
