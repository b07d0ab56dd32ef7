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

/** An answer that comes line by line, when the test says so. */
function aStream() {
  let control: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      control = given;
    },
  });
  return {
    answer: new HttpResponse(body, { headers: { "Content-Type": "application/x-ndjson" } }),
    say: (line: unknown) => control?.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`)),
    end: () => control?.close(),
  };
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
    const told = aStream();
    server.use(http.post("/api/v1/connections/airtable/test/stages", () => told.answer));
    const page = openPage("/connections/airtable");
    expect(await screen.findByText("set, never shown")).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "Test this connection" }));
    expect(await screen.findByText("Looking for its address…")).toBeVisible();
    told.say({ stage: "address", ok: true, sentence: "api.airtable.com was found." });
    // The next stage has not come yet: what is through is shown, and that it goes on.
    expect(await screen.findByText("api.airtable.com was found.")).toBeVisible();
    expect(screen.getByText("Trying what comes next…")).toBeVisible();
    told.say({ stage: "sign-in", ok: false, sentence: "The token is refused. Make a new one and put it in here." });
    told.end();
    expect(await screen.findByText("It stops at sign-in; nothing behind that was tried.")).toBeVisible();
    expect(screen.getByText("The token is refused. Make a new one and put it in here.")).toBeVisible();
    expect(screen.getByText(", failed:")).toBeInTheDocument();
    expect(await accessFaults()).toEqual([]);
    page.unmount();
    server.use(
      http.post("/api/v1/connections/airtable/test/stages", () => problem(503, "unavailable", "The database is away.")),
    );
    const again = openPage("/connections/airtable");
    await again.user.click(await screen.findByRole("button", { name: "Test this connection" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The database is away.");
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
    expect(
      await screen.findByText("Adding a connection, which holds a credential of the workspace, is for admins"),
    ).toBeVisible();
  });
});

const question = (name: string, label: string, more = {}) => ({
  name,
  label,
  description: "",
  required: true,
  secret: false,
  choices: [],
  onlyAt: null,
  onlyFor: [],
  ...more,
});

describe("a connection by a recipe", () => {
  const recipe = {
    title: "Describe the API",
    questions: [
      question("base_url", "Base address"),
      question("sign_in", "Sign-in", {
        required: false,
        choices: [
          { value: "none", label: "None" },
          { value: "bearer", label: "Token" },
        ],
      }),
      question("api_key", "Token or key", { secret: true, onlyAt: "sign_in", onlyFor: ["bearer"] }),
    ],
  };

  function aForm() {
    aWorld();
    const seen: unknown[] = [];
    const manifest = { name: "manifest", kind: "file", required: true, secret: false, description: "The manifest." };
    server.use(
      http.get("/api/v1/connectors", () =>
        HttpResponse.json({ items: [aConnector({ name: "api", settings: [manifest], recipe })], next: null }),
      ),
      http.post("/api/v1/connectors/api/recipe", async ({ request }) => {
        const { answers } = (await request.json()) as { answers: Record<string, string> };
        seen.push(answers);
        return answers.base_url
          ? HttpResponse.json({ settings: { manifest: "made", config: answers } })
          : HttpResponse.json(
              {
                title: "invalid",
                status: 400,
                code: "invalid",
                detail: "Some fields are not right.",
                errors: [{ pointer: "/answers/base_url", detail: "Say where it is." }],
              },
              { status: 400 },
            );
      }),
      http.post("/api/v1/connectors/api/try", async ({ request }) => {
        const { settings } = (await request.json()) as { settings: { config: Record<string, string> } };
        const problem = settings.config.api_key ? null : "The API refuses: 401. Give it a token.";
        return HttpResponse.json({
          problem,
          table: problem ? null : "clients",
          fields: problem ? [] : ["id", "name"],
          rows: problem ? [] : [{ id: "7", name: "Ada" }],
        });
      }),
    );
    return seen;
  }

  it("asks what matters, shows the first rows, and keeps what it made", async () => {
    aForm();
    let body: { settings?: unknown } = {};
    server.use(
      http.post("/api/v1/connections", async ({ request }) => {
        body = (await request.json()) as typeof body;
        return HttpResponse.json(aConnection(now, { name: "api" }), { status: 201 });
      }),
    );
    const page = openPage("/create-connection");
    await page.user.click(await screen.findByRole("radio", { name: "Api" }));
    expect(screen.queryByLabelText(/Token or key/)).toBeNull();
    await page.user.click(screen.getByRole("button", { name: "Try it" }));
    expect(await screen.findByText("Say where it is.")).toBeVisible();
    await page.user.type(screen.getByLabelText(/Base address/), "https://api.example");
    await page.user.click(screen.getByRole("button", { name: "Try it" }));
    expect(await screen.findByText("The API refuses: 401. Give it a token.")).toBeVisible();
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Sign-in" }), "Token");
    await page.user.type(screen.getByLabelText(/Token or key/, { selector: "input" }), "k-1");
    expect(screen.queryByText("The API refuses: 401. Give it a token.")).toBeNull();
    await page.user.click(screen.getByRole("button", { name: "Try it" }));
    const rows = within(await screen.findByRole("table", { name: "It works: the first 1 row of “clients”." }));
    expect(rows.getByRole("cell", { name: "Ada" })).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Add the connection" }));
    await waitFor(() => expect(page.address()).toBe("/connections/api"));
    expect(body.settings).toEqual({
      manifest: "made",
      config: { base_url: "https://api.example", sign_in: "bearer", api_key: "k-1" },
    });
  });

  it("can still be given as it is", async () => {
    const seen = aForm();
    let body: { settings?: unknown } = {};
    server.use(
      http.post("/api/v1/connections", async ({ request }) => {
        body = (await request.json()) as typeof body;
        return HttpResponse.json(aConnection(now, { name: "api" }), { status: 201 });
      }),
    );
    const page = openPage("/create-connection");
    await page.user.click(await screen.findByRole("radio", { name: "Api" }));
    await page.user.click(screen.getByRole("radio", { name: "Give manifest as it is" }));
    await page.user.type(screen.getByLabelText(/manifest/, { selector: "textarea" }), "version: 1");
    await page.user.click(screen.getByRole("button", { name: "Add the connection" }));
    await waitFor(() => expect(page.address()).toBe("/connections/api"));
    expect(body.settings).toEqual({ manifest: "version: 1" });
    expect(seen).toEqual([]);
  });
});
