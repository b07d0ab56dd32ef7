import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { Invitation, Person } from "../../api/model";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, problem, server } from "../../testing/server";
import { aMe, anInvitation, aPerson, at, minute } from "../../testing/world";

const now = Date.now();
const mira = aPerson(now, { id: 1, name: "Mira Okafor", email: "mira@wellness.example", role: "admin" });

/** A server with people, which does to them what it is asked. */
function aWorkplace({ owner = false } = {}) {
  const backend = aBackend({ me: aMe({ role: "admin", owner }) });
  const people: Person[] = [mira, aPerson(now), aPerson(now, { id: 3, name: "Scripts", email: null, service: true })];
  let invitations: Invitation[] = [anInvitation(now)];
  const change = (id: unknown, by: Partial<Person>) => {
    const person = people.find((one) => one.id === Number(id)) as Person;
    return HttpResponse.json(Object.assign(person, by));
  };
  server.use(
    http.get("/api/v1/people", ({ request }) => {
      const q = new URL(request.url).searchParams.get("q") ?? "";
      return HttpResponse.json({ items: people.filter(({ name }) => name.includes(q)), next: null });
    }),
    http.put("/api/v1/people/:id/role", async ({ params, request }) =>
      change(params.id, (await request.json()) as Partial<Person>),
    ),
    http.post("/api/v1/people/:id/disable", ({ params }) => change(params.id, { disabledAt: at(now, minute) })),
    http.post("/api/v1/people/:id/enable", ({ params }) => change(params.id, { disabledAt: null })),
    http.post("/api/v1/people/:id/reset-password", () =>
      HttpResponse.json({ link: "/password#token=abc", expiresAt: at(now, -60 * minute) }),
    ),
    http.get("/api/v1/invitations", () => HttpResponse.json({ items: invitations, next: null })),
    http.post("/api/v1/invitations", async ({ request }) => {
      const invitation = anInvitation(now, { id: 12, ...((await request.json()) as Partial<Invitation>) });
      invitations = [...invitations, invitation];
      return HttpResponse.json({ invitation, link: "/invite#token=xyz" }, { status: 201 });
    }),
    http.delete("/api/v1/invitations/:id", ({ params }) => {
      invitations = invitations.filter(({ id }) => id !== Number(params.id));
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return backend;
}

const rowOf = async (name: string) => within(await screen.findByRole("row", { name: new RegExp(`^${name}`) }));

describe("people", () => {
  it("get another role only at a press, and it shows in place", async () => {
    const backend = aWorkplace();
    const page = openPage("/settings/people");
    const row = await rowOf("Sven Lindqvist");
    await page.user.selectOptions(row.getByLabelText("Role of Sven Lindqvist"), "viewer");
    expect(backend.calls).toEqual([]);
    expect(await accessFaults()).toEqual([]);
    await page.user.click(row.getByRole("button", { name: "Make a viewer" }));
    await waitFor(() => expect(row.queryByRole("button", { name: "Make a viewer" })).toBeNull());
    expect(row.getByLabelText("Role of Sven Lindqvist")).toHaveValue("viewer");
    expect(backend.calls).toEqual(["PUT /api/v1/people/2/role"]);
  });

  it("are not changed where that would lock somebody out of their own page", async () => {
    aWorkplace();
    openPage("/settings/people");
    for (const name of ["Mira Okafor", "Scripts"]) {
      const row = await rowOf(name);
      expect(row.queryByRole("combobox")).toBeNull();
      expect(row.queryByRole("button")).toBeNull();
    }
  });

  it("are disabled and enabled, and a refusal stands in their row", async () => {
    aWorkplace();
    const page = openPage("/settings/people");
    const row = await rowOf("Sven Lindqvist");
    await page.user.click(row.getByRole("button", { name: "Disable Sven Lindqvist" }));
    expect(await row.findByText(/^disabled/)).toBeVisible();
    expect(row.queryByRole("combobox")).toBeNull();
    await page.user.click(row.getByRole("button", { name: "Enable Sven Lindqvist" }));
    await row.findByRole("button", { name: "Disable Sven Lindqvist" });
    server.use(
      http.post("/api/v1/people/:id/disable", () => problem(409, "last_admin", "Sven is the last admin here.")),
    );
    await page.user.click(row.getByRole("button", { name: "Disable Sven Lindqvist" }));
    expect(await row.findByRole("alert")).toHaveTextContent("Sven is the last admin here.");
  });

  it("get a link for a new password, whole and once", async () => {
    aWorkplace();
    const page = openPage("/settings/people");
    const row = await rowOf("Sven Lindqvist");
    await page.user.click(row.getByRole("button", { name: "More for Sven Lindqvist" }));
    expect(screen.queryByRole("menuitem", { name: /owner/ })).toBeNull();
    await page.user.click(await screen.findByRole("menuitem", { name: "Make a link for a new password" }));
    const link = await screen.findByLabelText("New password for Sven Lindqvist", { selector: "input" });
    expect(link).toHaveValue(`${window.location.origin}/password#token=abc`);
  });

  it("are made owners only by an owner", async () => {
    const backend = aWorkplace({ owner: true });
    server.use(http.put("/api/v1/people/:id/owner", () => HttpResponse.json(aPerson(now, { owner: true }))));
    const page = openPage("/settings/people");
    await page.user.click((await rowOf("Sven")).getByRole("button", { name: "More for Sven Lindqvist" }));
    await page.user.click(await screen.findByRole("menuitem", { name: "Make an owner of the server" }));
    await waitFor(() => expect(backend.calls).toEqual(["PUT /api/v1/people/2/owner"]));
  });

  it("are found by name, with the filter in the address", async () => {
    aWorkplace();
    const page = openPage("/settings/people?q=nobody");
    expect(await screen.findByText("Nobody matches “nobody”")).toBeVisible();
    await page.user.click(screen.getByRole("link", { name: "Clear filter" }));
    expect(await rowOf("Sven Lindqvist")).toBeDefined();
    expect(page.address()).toBe("/settings/people");
  });

  it("are for admins: anybody else is told so, and nothing is asked", async () => {
    aBackend();
    openPage("/settings/people");
    expect(await screen.findByText("People and their roles are for admins")).toBeVisible();
    expect(screen.getByText(/^You are an operator here/)).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("stay on the page, and are said to be old, once they cannot be refreshed", async () => {
    aWorkplace();
    const page = openPage("/settings/people");
    await rowOf("Sven Lindqvist");
    server.use(http.get("/api/v1/people", () => problem(503, "database_down", "No database.")));
    await page.client.invalidateQueries({ queryKey: ["people"] });
    expect(await screen.findByText(/^Could not refresh/)).toBeVisible();
    expect(await rowOf("Sven Lindqvist")).toBeDefined();
  });

  it("stay usable when the list cannot be read", async () => {
    aWorkplace();
    server.use(http.get("/api/v1/people", () => problem(503, "database_down", "No database.")));
    openPage("/settings/people");
    expect(await screen.findByText("The people could not be read")).toBeVisible();
    expect(screen.getByRole("button", { name: "Make the link" })).toBeVisible();
  });
});

describe("invitations", () => {
  it("give a link that is shown once, are listed, and withdrawn", async () => {
    aWorkplace();
    const page = openPage("/settings/people");
    await page.user.type(await screen.findByLabelText("Email"), "lin@wellness.example");
    await page.user.selectOptions(screen.getByLabelText("Role"), "operator");
    await page.user.click(screen.getByRole("button", { name: "Make the link" }));
    const link = await screen.findByLabelText("Link for lin@wellness.example", { selector: "input" });
    expect(link).toHaveValue(`${window.location.origin}/invite#token=xyz`);
    expect(await screen.findByRole("row", { name: /^lin@wellness.example operator/ })).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.click(screen.getByRole("button", { name: "Withdraw the invitation of ada@wellness.example" }));
    await waitFor(() => expect(screen.queryByText("ada@wellness.example")).toBeNull());
  });

  it("are refused in the server's words", async () => {
    aWorkplace();
    server.use(http.post("/api/v1/invitations", () => problem(409, "person_here", "Sven belongs here already.")));
    const page = openPage("/settings/people");
    await page.user.type(await screen.findByLabelText("Email"), "sven@wellness.example{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Sven belongs here already.");
  });
});
