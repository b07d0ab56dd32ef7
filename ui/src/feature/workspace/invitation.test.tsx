import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, describe, expect, it } from "vitest";
import type { InvitationSeen } from "../../api/model";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aMe, at, hour } from "../../testing/world";
import { takeFragmentToken } from "./fragment-token";

const now = Date.now();

/** The token is read before the router stands, as in main.tsx. */
function openWithFragment(address: string) {
  window.history.replaceState(null, "", address);
  takeFragmentToken();
  return openPage(address.split("#")[0] ?? "/");
}

function anInvitationTo(change: Partial<InvitationSeen> = {}) {
  const backend = aBackend({ me: null });
  const sent: unknown[] = [];
  server.use(
    http.post("/api/v1/invitations/look", () =>
      HttpResponse.json({
        workspace: "Wellness",
        email: "lin@wellness.example",
        role: "operator",
        expiresAt: at(now, -100 * hour),
        known: false,
        ...change,
      }),
    ),
    http.post("/api/v1/invitations/accept", async ({ request }) => {
      sent.push(await request.json());
      backend.me = aMe();
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return { backend, sent };
}

const password = (field: string) => screen.findByLabelText(field, { selector: "input" });

afterEach(() => window.history.replaceState(null, "", "/"));

describe("an invitation", () => {
  it("says to what it is, takes a name and a password, and signs in", async () => {
    const { sent } = anInvitationTo();
    const page = openWithFragment("/invite#token=abc");
    expect(window.location.hash).toBe("");
    expect(await screen.findByText("Wellness", { selector: "b" })).toBeVisible();
    expect(screen.getByText(/as an operator, who starts runs/)).toBeVisible();
    expect(await password("Password")).toHaveAccessibleDescription(/At least 12 characters/);
    expect(await accessFaults()).toEqual([]);
    await page.user.type(screen.getByLabelText("Name"), "Lin Wei");
    await page.user.type(await password("Password"), "correct horse battery{Enter}");
    await waitFor(() => expect(page.address()).toBe("/"));
    expect(sent).toEqual([{ token: "abc", name: "Lin Wei", password: "correct horse battery" }]);
  });

  it("asks who has an account for its password and no name", async () => {
    const { sent } = anInvitationTo({ known: true });
    const page = openWithFragment("/invite#token=abc");
    await page.user.type(await password("Password"), "old words");
    expect(screen.queryByLabelText("Name")).toBeNull();
    await page.user.click(screen.getByRole("button", { name: "Join and sign in" }));
    await waitFor(() => expect(sent).toEqual([{ token: "abc", password: "old words" }]));
  });

  it("says when it is over, and what the server will not take", async () => {
    anInvitationTo();
    server.use(
      http.post("/api/v1/invitations/accept", () =>
        HttpResponse.json(
          {
            status: 400,
            code: "invalid",
            detail: "One field is not valid.",
            errors: [{ pointer: "/password", detail: "Take a few unrelated words." }],
          },
          { status: 400 },
        ),
      ),
    );
    const page = openWithFragment("/invite#token=abc");
    await page.user.type(await screen.findByLabelText("Name"), "Lin");
    await page.user.type(await password("Password"), "password1234{Enter}");
    await waitFor(async () =>
      expect(await password("Password")).toHaveAccessibleDescription(/Take a few unrelated words/),
    );
    page.unmount();
    server.use(http.post("/api/v1/invitations/look", () => problem(401, "link_invalid", "No.")));
    openWithFragment("/invite#token=old");
    expect(await screen.findByRole("alert")).toHaveTextContent(/^This invitation was taken up already/);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("can be looked at again when the server was not reached", async () => {
    anInvitationTo();
    server.use(http.post("/api/v1/invitations/look", () => HttpResponse.error(), { once: true }));
    const page = openWithFragment("/invite#token=abc");
    await page.user.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByLabelText("Name")).toBeVisible();
  });
});

describe("the link for a new password", () => {
  it("sets it and leads to the sign-in", async () => {
    aBackend({ me: null });
    let sent: unknown;
    server.use(
      http.post("/api/v1/password", async ({ request }) => {
        sent = await request.json();
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const page = openWithFragment("/password#token=p%2F1");
    await page.user.type(await password("Password"), "correct horse battery");
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Set the password" }));
    expect(await screen.findByRole("link", { name: "Sign in with it" })).toHaveAttribute("href", "/sign-in");
    expect(sent).toEqual({ token: "p/1", password: "correct horse battery" });
  });

  it("says that it is over", async () => {
    aBackend({ me: null });
    server.use(http.post("/api/v1/password", () => problem(401, "link_invalid", "No.")));
    const page = openWithFragment("/password#token=old");
    await page.user.type(await password("Password"), "correct horse battery{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent(/^This link was used already/);
  });
});
