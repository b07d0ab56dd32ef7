import {
  aConflict,
  aConnection,
  aConnector,
  aGroup,
  aHealth,
  anAbout,
  anInvitation,
  aPassport,
  aPerson,
  aProposal,
  aSchedule,
  aSession,
  aToken,
  at,
  aWorkspace,
  hour,
  minute,
  workspaceSettings,
} from "../src/testing/world.ts";

/* What the fake world knows beside syncs and runs; it stands still, so an answer is made anew each time. */

type LaterRoute = [method: string, path: RegExp, answer: Answer];
type Answer = (now: number, params: string[], query: URLSearchParams) => unknown;

function conflicts(now: number) {
  return [
    aConflict(now),
    aConflict(now, { id: 32, leftRow: "recB7", rightRow: "row-19", left: "+49 30 901820", right: "030 901820" }),
    aConflict(now, {
      id: 33,
      leftRow: "recC3",
      rightRow: "row-4",
      leftField: "Notes",
      rightField: "Notes",
      left: "Prefers mornings, not before nine. Asked for the quiet room.",
      right: "Prefers afternoons.",
      leftBase: null,
      rightBase: null,
      openedAt: at(now, 5 * hour),
    }),
    aConflict(now, {
      id: 34,
      sync: "inventory",
      leftRow: "recS12",
      rightRow: "row-31",
      leftField: "On hand",
      rightField: "Stock",
      left: 12,
      right: 15,
      leftBase: 14,
      rightBase: 14,
      openedAt: at(now, 26 * hour),
    }),
  ];
}

const connections = (now: number) => [
  aConnection(now, { usedBy: ["contacts", "inventory"], fromPage: true }),
  aConnection(now, {
    name: "sheets",
    title: "Contact sheet",
    connector: "google-sheets",
    settings: { spreadsheet: "1AbcContacts", client_id: "8842.apps", client_secret: { set: true } },
    signIn: {
      kind: "oauth",
      state: "reconnect",
      sentence: "The sign-in was withdrawn. Connect it again.",
      missingScopes: [],
      connectedAt: at(now, 900 * hour),
      connectedBy: "Mira Okafor",
    },
  }),
  aConnection(now, {
    name: "database",
    title: "Wellness database",
    connector: "postgres",
    settings: { url: { set: true } },
    usedBy: ["appointments", "brands", "clients", "rates", "therapists", "vouchers"],
  }),
  aConnection(now, {
    name: "ecb",
    title: "ECB feed",
    connector: "http",
    settings: { manifest: "manifests/ecb.yaml" },
    usedBy: ["rates"],
    lastCheck: {
      connection: "ecb",
      status: "down",
      checkedAt: at(now, 2 * minute),
      detail: "It answered 401: the key is refused. Put a new one in.",
    },
  }),
];

const forecast: Answer = (_now, _params, query) => {
  const often = query.get("every") === "5m";
  return {
    callsPerMonth: often ? 86_400 : 14_400,
    cap: 100_000,
    usedThisMonth: 4_210,
    sentence: often
      ? "Every 5 minutes this is about 86,400 calls a month; the plan allows 100,000, of which 4,210 are used this month."
      : "This is about 14,400 calls a month; the plan allows 100,000, of which 4,210 are used this month.",
    fits: !often,
    suggestion: often ? "15m" : null,
  };
};

const question = (name: string, label: string, description: string, more = {}) => ({
  name,
  label,
  description,
  required: true,
  secret: false,
  choices: [] as { value: string; label: string }[],
  onlyAt: null as string | null,
  onlyFor: [] as string[],
  ...more,
});

const recipe = {
  title: "Describe the API",
  questions: [
    question("base_url", "Base address", "As in https://api.partner.example/v1"),
    question("path", "Path of the rows", "Behind the base address, as in clients"),
    question("sign_in", "Sign-in", "", {
      required: false,
      choices: [
        { value: "none", label: "None" },
        { value: "header", label: "Key in a header" },
      ],
    }),
    question("key_name", "Name of the header or parameter", "As in X-Api-Key", {
      onlyAt: "sign_in",
      onlyFor: ["header"],
    }),
    question("api_key", "Token or key", "It is sealed and never shown again.", {
      secret: true,
      onlyAt: "sign_in",
      onlyFor: ["header"],
    }),
    question("rows", "Where the rows are in the answer", "Names with points between, as in data.items.", {
      required: false,
    }),
  ],
};

const tried = {
  problem: null,
  table: "clients",
  fields: ["id", "first_name", "email", "city", "updated_at"],
  rows: ["Ada", "Bo", "Cleo", "Dana", "Ede"].map((name, n) => ({
    id: `${n + 1}`,
    first_name: name,
    email: `${name.toLowerCase()}@mail.example`,
    city: "Bergen",
    updated_at: "2026-11-26T04:10:00Z",
  })),
};

const definition = {
  direction: "both",
  left: { connection: "airtable", table: "Contacts" },
  right: { connection: "sheets", table: "Contacts", header_row: 1 },
  match: { left: "Email", right: "Email" },
  fields: [
    { left: "Name", right: "Name", required: true },
    { left: "Email", right: "Email", on_conflict: "left" },
    { left: "Due", right: "due", flow: "to-right" },
  ],
  on_missing: { left: { policy: "ignore" }, right: { policy: "propagate" } },
  validation: "strict",
};

const people = (now: number) => [
  aPerson(now, { id: 1, name: "Mira Okafor", email: "mira@wellness.example", role: "admin", owner: true }),
  aPerson(now, { seenAt: at(now, 40 * minute) }),
  aPerson(now, { id: 3, name: "Ada Brandt", email: "ada.brandt@wellness.example", role: "viewer", seenAt: null }),
  aPerson(now, {
    id: 4,
    name: "Jonas Reuter",
    email: "jonas@wellness.example",
    disabledAt: at(now, 72 * hour),
    seenAt: at(now, 80 * hour),
  }),
  aPerson(now, { id: 5, name: "Scripts", email: null, service: true, seenAt: at(now, 3 * minute) }),
];

const tokens = (now: number) => [
  aToken(now),
  aToken(now, { id: "tk8", name: "Admin page", scope: "run", usedAt: at(now, 2 * minute) }),
  aToken(now, {
    id: "tk9",
    name: "Old dashboard",
    owner: { id: 4, name: "Jonas Reuter" },
    state: "revoked",
    revokedAt: at(now, 72 * hour),
    usedAt: null,
  }),
];

/** People, tokens, workspaces and groups; a link and a secret are made anew and kept by nobody. */
const peopleRoutes: LaterRoute[] = [
  ["GET", /^\/groups$/, (now) => ({ items: [aGroup(now)], next: null })],
  [
    "GET",
    /^\/people$/,
    (now, _params, query) => ({
      items: people(now).filter(({ name }) => name.toLowerCase().includes((query.get("q") ?? "").toLowerCase())),
      next: null,
    }),
  ],
  [
    "POST",
    /^\/people\/\d+\/reset-password$/,
    (now) => ({ link: "/password#token=8c1f6e2a90b34d7795", expiresAt: at(now, -hour) }),
  ],
  ["GET", /^\/invitations$/, (now) => ({ items: [anInvitation(now)], next: null })],
  ["POST", /^\/invitations$/, (now) => ({ invitation: anInvitation(now), link: "/invite#token=5ab09c1e77f24d3a8841" })],
  [
    "POST",
    /^\/invitations\/look$/,
    (now) => ({
      workspace: "Wellness",
      email: "ada@wellness.example",
      role: "operator",
      expiresAt: at(now, -142 * hour),
      known: false,
    }),
  ],
  [
    "GET",
    /^\/tokens$/,
    (now, _params, query) => ({
      items: tokens(now).filter(({ state }) => !query.get("active") || state === "active"),
      next: null,
    }),
  ],
  ["POST", /^\/tokens$/, (now) => ({ token: aToken(now), secret: "tally_7f3c19d2e8a04b55b1c6" })],
  [
    "GET",
    /^\/me\/sessions$/,
    (now) => ({
      items: [aSession(now), aSession(now, { id: 2, current: false, address: "192.0.2.9", seenAt: at(now, 5 * hour) })],
      next: null,
    }),
  ],
  ["GET", /^\/workspace\/settings$/, () => workspaceSettings()],
  ["GET", /^\/about$/, (now) => anAbout(now)],
  [
    "GET",
    /^\/workspaces$/,
    (now, _params, query) => ({
      items: [
        aWorkspace(now),
        aWorkspace(now, { id: 2, name: "Studio Lindqvist", role: "operator", current: false }),
        ...(query.get("all") ? [aWorkspace(now, { id: 3, name: "Trial", role: null, current: false })] : []),
      ],
      next: null,
    }),
  ],
];

export const laterRoutes: LaterRoute[] = [
  ...peopleRoutes,
  [
    "GET",
    /^\/conflicts$/,
    (now, _params, query) => {
      const items = conflicts(now).filter(
        (one) =>
          (!query.get("sync") || one.sync === query.get("sync")) &&
          (!query.get("field") || one.rightField === query.get("field")) &&
          (!query.get("state") || one.state === query.get("state")),
      );
      return { items, next: null, total: items.length };
    },
  ],
  ["GET", /^\/rows$/, (now) => aPassport(now, { conflicts: conflicts(now).slice(0, 1) })],
  ["GET", /^\/connections$/, (now) => ({ items: connections(now), next: null })],
  ["GET", /^\/connections\/([^/]+)$/, (now, [name]) => connections(now).find((one) => one.name === name)],
  ["GET", /^\/connections\/([^/]+)\/tables$/, () => ({ items: ["Contacts", "Deals", "Stock"], next: null })],
  [
    "GET",
    /^\/connectors$/,
    () => ({
      items: [
        aConnector(),
        aConnector({ name: "google-sheets" }),
        aConnector({ name: "http", rowsHaveIds: false, recipe }),
        aConnector({ name: "postgres", rowsHaveIds: false }),
      ],
      next: null,
    }),
  ],
  ["POST", /^\/mappings\/propose$/, () => aProposal()],
  ["POST", /^\/connectors\/([^/]+)\/recipe$/, () => ({ settings: {} })],
  ["POST", /^\/connectors\/([^/]+)\/try$/, () => tried],
  [
    "POST",
    /^\/schedule-preview$/,
    (now) => ({ text: "every hour", next: [1, 2, 3].map((times) => at(now, -times * hour)) }),
  ],
  ["POST", /^\/schedule-forecast$/, forecast],
  ["GET", /^\/schedules\/([^/]+)$/, (now) => aSchedule(now)],
  ["GET", /^\/syncs\/([^/]+)\/forecast$/, forecast],
  ["GET", /^\/syncs\/([^/]+)\/definition$/, (_now, [name]) => ({ name, fromPage: true, revision: 3, definition })],
  [
    "GET",
    /^\/audit$/,
    (now) => ({
      items: [
        { action: "schedule.changed", object: "sync clients", before: "every 6 h", after: "every 2 h" },
        { action: "conflict.resolved", object: "conflict 28", before: null, after: null },
        { action: "run.approved", object: "run 4190", before: null, after: null },
      ].map((entry, n) => ({
        ...entry,
        seq: 90 - n,
        at: at(now, (n + 1) * 47 * minute),
        actorId: 1,
        actor: "Mira Okafor",
        address: "10.0.0.7",
        detail: { sync: "contacts" },
      })),
      next: null,
    }),
  ],
  [
    "GET",
    /^\/jobs$/,
    (now, _params, query) => {
      const items = [
        {
          state: "quarantined",
          sync: "rates",
          title: "Exchange rates",
          run: 4216,
          trigger: "schedule",
          attempts: 3,
          problem: "Its worker died three times while it ran. Look into the run, then retry it.",
        },
        { state: "running", sync: "appointments", title: "Appointments", run: 4221, trigger: "schedule", attempts: 1 },
        { state: "scheduled", sync: "inventory", title: "Inventory", run: null, trigger: null, attempts: 0 },
      ].map((job) => ({
        dueAt: at(now, -4 * minute),
        startedAt: job.state === "running" ? at(now, minute) : null,
        node: job.state === "running" ? "node-a" : null,
        problem: null,
        ...job,
      }));
      return {
        items: items.filter((job) => !query.get("state") || job.state === query.get("state")),
        next: null,
        counts: { quarantined: 1, retrying: 0, running: 1, waiting: 0, scheduled: 1 },
      };
    },
  ],
  [
    "GET",
    /^\/sync\/status$/,
    (now) =>
      aHealth({
        status: "degraded",
        health: {
          database: { status: "up" },
          jobs: { status: "up", waiting: 2, running: 1, late: 0, scheduled: 7 },
          upstreams: connections(now).flatMap(({ lastCheck }) => (lastCheck ? [lastCheck] : [])),
        },
        schedules: ["inventory", "contacts", "rates", "appointments"].map((sync, n) => ({
          sync,
          schedule: {
            text: `every ${5 * (n + 1)} min`,
            zone: "Europe/Berlin",
            next: [1, 2, 3, 4].map((times) => at(now, -(3 + n + times * 5 * (n + 1)) * minute)),
          },
        })),
      }),
  ],
];
