import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aConnection, aConnector, aMe, aSync } from "../../testing/world";

const now = Date.now();
const admin = aMe({ role: "admin" });

function aWorld(change = {}) {
  const backend = aBackend({
    me: admin,
    syncs: [aSync(now)],
    connections: [
      aConnection(now),
      aConnection(now, {
        name: "sheets",
        title: "Contact sheet",
        connector: "google-sheets",
        signIn: {
          kind: "oauth",
          state: "reconnect",
          sentence: "Google has withdrawn the sign-in. Connect it again.",
          missingScopes: [],
          connectedAt: null,
          connectedBy: null,
        },
        usedBy: [],
      }),
    ],
    ...change,
  });
  server.use(http.get("/api/v1/connectors", () => HttpResponse.json({ items: [aConnector()], next: null })));
  return backend;
}

describe("the connections", () => {
  it("say which answer, which do not and what to do, and what uses each", async () => {
    aWorld();
    openPage("/connections");
    expect(await screen.findByText("2 connections, 1 in trouble")).toBeVisible();
    const sheets = within(screen.getByRole("row", { name: /Contact sheet/ }));
    expect(sheets.getByText("Sign in again")).toBeVisible();
    expect(sheets.getByText("Google has withdrawn the sign-in. Connect it again.")).toBeVisible();
    expect(
      within(screen.getByRole("row", { name: /^Airtable/ })).getByRole("link", { name: "contacts" }),
    ).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("teach when there is none, and give a viewer no button", async () => {
    aWorld({ me: aMe({ role: "viewer" }), connections: [] });
    openPage("/connections");
    expect(await screen.findByText("No connection yet")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Add a connection" })).toBeNull();
  });

  it("say what could not be read", async () => {
    aWorld();
    server.use(http.get("/api/v1/connections", () => problem(503, "database_down", "The database does not answer.")));
    openPage("/connections");
    expect(await screen.findByText("The database does not answer.")).toBeVisible();
  });
});

describe("a connection", () => {
  it("never shows a secret, and says how far a test came", async () => {
    aWorld();
    server.use(
      http.post("/api/v1/connections/airtable/test", () =>
        HttpResponse.json({
          stages: [
            { stage: "address", ok: true, sentence: "api.airtable.com was found." },
            { stage: "sign-in", ok: false, sentence: "The token is refused. Make a new one and put it in here." },
          ],
        }),
      ),
    );
    const page = openPage("/connections/airtable");
    expect(await screen.findByText("set, never shown")).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "Test this connection" }));
    expect(await screen.findByText("The token is refused. Make a new one and put it in here.")).toBeVisible();
    expect(screen.getByText(", failed:")).toBeInTheDocument();
    expect(await accessFaults()).toEqual([]);
  });

  it("goes to the provider's page, and says what it came back with", async () => {
    const backend = aWorld();
    let asked = 0;
    server.use(
      http.post("/api/v1/connections/sheets/oauth", () => {
        asked++;
        return problem(409, "public_url", "Set the public address first.");
      }),
    );
    const page = openPage("/connections/sheets");
    await page.user.click(await screen.findByRole("button", { name: "Connect in the browser" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Set the public address first.");
    expect(asked).toBe(1);
    expect(backend.calls).toEqual(["POST /api/v1/connections/sheets/oauth"]);
    page.unmount();
    openPage("/connections/sheets?connected");
    expect(await screen.findByText(/Contact sheet is connected/)).toBeVisible();
  });

  it("says why nothing was connected", async () => {
    aWorld();
    openPage("/connections/sheets?problem=access_denied");
    expect(await screen.findByText("You did not allow it there, so nothing was connected.")).toBeVisible();
  });

  it("is added by a form that the connector describes, each mistake at its field", async () => {
    const backend = aWorld();
    const bodies: unknown[] = [];
    server.use(
      http.post("/api/v1/connections", async ({ request }) => {
        bodies.push(await request.json());
        if (bodies.length === 1) {
          return HttpResponse.json(
            {
              title: "invalid",
              status: 400,
              code: "invalid",
              detail: "Some fields are not right.",
              errors: [{ pointer: "/settings/base", detail: "A base's id begins with app." }],
            },
            { status: 400 },
          );
        }
        const made = aConnection(now, { name: "the-crm", title: "The CRM", fromPage: true });
        backend.connections.push(made);
        return HttpResponse.json(made, { status: 201 });
      }),
    );
    const page = openPage("/create-connection");
    await page.user.click(await screen.findByRole("radio", { name: "Airtable" }));
    const title = screen.getByRole("textbox", { name: /Title/ });
    await page.user.clear(title);
    await page.user.type(title, "The CRM");
    await page.user.type(screen.getByLabelText(/^token/), "patSecret");
    await page.user.type(screen.getByRole("textbox", { name: /^base/ }), "x");
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Add the connection" }));
    expect(await screen.findByText("A base's id begins with app.")).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "Add the connection" }));
    await waitFor(() => expect(page.address()).toBe("/connections/the-crm"));
    expect(bodies[1]).toEqual({
      name: "the-crm",
      title: "The CRM",
      connector: "airtable",
      settings: { token: "patSecret", base: "x", monthly_calls: null },
    });
  });

  it("is edited without its secret being typed again", async () => {
    aWorld({ connections: [aConnection(now, { fromPage: true })] });
    let body: { settings?: unknown } = {};
    server.use(
      http.put("/api/v1/connections/airtable", async ({ request }) => {
        body = (await request.json()) as typeof body;
        return HttpResponse.json(aConnection(now, { fromPage: true }));
      }),
    );
    const page = openPage("/connections/airtable");
    await page.user.click(await screen.findByRole("button", { name: "Edit" }));
    await page.user.click(await screen.findByRole("button", { name: "Save the connection" }));
    await screen.findByRole("button", { name: "Edit" });
    expect(body.settings).toEqual({ token: { set: true }, base: "appSalesCrm001", monthly_calls: null });
  });

  it("is added by admins only", async () => {
    aWorld({ me: aMe() });
    openPage("/create-connection");
    expect(await screen.findByText("This needs the role admin")).toBeVisible();
  });
});
