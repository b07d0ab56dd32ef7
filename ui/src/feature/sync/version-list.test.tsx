import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type { OneVersion, Versions } from "../../api/model";
import { accessFaults, openPage } from "../../testing/open-page";
import { aBackend, server } from "../../testing/server";
import { aMe, aSync, aVersion } from "../../testing/world";

const now = Date.now();

const three: Versions = {
  items: [
    aVersion(now, { number: 3, origin: "api", actor: "Jonas Weber" }),
    aVersion(now, { number: 2, restoredFrom: 1 }),
    aVersion(now, { number: 1 }),
  ],
  current: 3,
  restorable: true,
  missing: null,
};

const two: OneVersion = {
  version: aVersion(now, { number: 2 }),
  definition: {},
  against: 1,
  differences: [
    { where: "fields, phone", before: null, after: "left: phone\nright: phone" },
    { where: "title", before: "Clients", after: "Customers" },
  ],
};

function opened(me: Parameters<typeof aMe>[0] = { role: "admin" }, versions = three) {
  aBackend({ me: aMe(me), syncs: [aSync(now)], versions });
  server.use(
    http.get("/api/v1/syncs/clients/definition", () =>
      HttpResponse.json({ name: "clients", fromPage: versions.restorable, revision: 3, definition: { fields: [] } }),
    ),
    http.get("/api/v1/syncs/clients/versions/:number", ({ params, request }) => {
      const against = new URL(request.url).searchParams.get("against");
      return HttpResponse.json({
        ...two,
        version: aVersion(now, { number: Number(params.number) }),
        ...(against === "3" && { against: 3, differences: [] }),
      });
    }),
  );
}

describe("the versions of a sync", () => {
  beforeEach(() => opened());

  it("tells who saved each, from where, and which is in force", async () => {
    openPage("/syncs/clients/mapping");
    const list = within(await screen.findByRole("table", { name: /Versions of this sync/ }));
    const newest = within(list.getByRole("row", { name: /Jonas Weber/ }));
    expect(newest.getByText("in force")).toBeVisible();
    expect(newest.getByText("API")).toBeVisible();
    expect(list.getByText(", restored from version 1")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
  });

  it("shows what differs, beside the one before or another, and keeps that in the address", async () => {
    const page = openPage("/syncs/clients/mapping");
    await page.user.click(await screen.findByRole("button", { name: "Differences of version 2" }));
    expect(await screen.findByText("2 differences between version 1 and version 2")).toBeVisible();
    expect(screen.getByText("Clients", { selector: "del" })).toBeVisible();
    expect(screen.getByText("Customers", { selector: "ins" })).toBeVisible();
    expect(screen.getByText("not there")).toBeVisible();
    expect(await accessFaults()).toEqual([]);
    await page.user.selectOptions(screen.getByLabelText("What version 2 has otherwise than"), "version 3");
    expect(await screen.findByText("Nothing differs between version 3 and version 2.")).toBeVisible();
    expect(page.address()).toBe("/syncs/clients/mapping?version=2&against=3");
  });

  it("restores one, as a version of its own, if nobody was faster", async () => {
    let asked: unknown;
    server.use(
      http.post("/api/v1/syncs/clients/versions/2/restore", async ({ request }) => {
        asked = await request.json();
        return HttpResponse.json({ ...three, current: 4 });
      }),
    );
    const page = openPage("/syncs/clients/mapping?version=2");
    expect(await screen.findByText("Saved as version 4; the next run plans with it.")).toBeVisible();
    await page.user.click(screen.getByRole("button", { name: "Restore version 2" }));
    await waitFor(() => expect(asked).toEqual({ revision: 3 }));
    await waitFor(() => expect(page.address()).toBe("/syncs/clients/mapping"));
  });

  it("says by which rule of today it cannot be restored", async () => {
    server.use(
      http.post("/api/v1/syncs/clients/versions/2/restore", () =>
        HttpResponse.json(
          {
            status: 400,
            code: "invalid",
            detail: "It does not fit.",
            errors: [{ pointer: "/definition", detail: "There is no connection 'shop'." }],
          },
          { status: 400 },
        ),
      ),
    );
    const page = openPage("/syncs/clients/mapping?version=2");
    await page.user.click(await screen.findByRole("button", { name: "Restore version 2" }));
    expect(await screen.findByText("There is no connection 'shop'.")).toBeVisible();
  });

  it("offers no way back to the version in force, nor to who may not change it", async () => {
    openPage("/syncs/clients/mapping?version=3");
    await screen.findByText(/differences between/);
    expect(screen.queryByRole("button", { name: /Restore/ })).toBeNull();
  });

  it("offers it to admins only", async () => {
    opened({ role: "operator" });
    openPage("/syncs/clients/mapping?version=2");
    await screen.findByText(/differences between/);
    expect(screen.queryByRole("button", { name: /Restore/ })).toBeNull();
  });

  it("says that the file decides", async () => {
    opened({ role: "admin" }, { ...three, restorable: false });
    openPage("/syncs/clients/mapping?version=2");
    expect(await screen.findByText(/to bring a version back, write it there again/)).toBeVisible();
    await screen.findByText(/differences between/);
    expect(screen.queryByRole("button", { name: /Restore/ })).toBeNull();
  });
});
