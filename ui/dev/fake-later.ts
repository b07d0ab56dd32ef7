import {
  aConflict,
  aConnection,
  aConnector,
  aHealth,
  aPassport,
  aProposal,
  aSchedule,
  at,
  hour,
  minute,
} from "../src/testing/world.ts";

/* What the fake world knows beside syncs and runs; it stands still, so an answer is made anew each time. */

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

export const laterRoutes: [method: string, path: RegExp, answer: Answer][] = [
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
  [
    "POST",
    /^\/connections\/([^/]+)\/test$/,
    () => ({
      stages: [
        { stage: "address", ok: true, sentence: "The name was found." },
        { stage: "tls", ok: true, sentence: "The certificate is in order." },
        { stage: "sign-in", ok: false, sentence: "The token is refused. Make a new one there and put it in here." },
      ],
    }),
  ],
  ["GET", /^\/connections\/([^/]+)\/tables$/, () => ({ items: ["Contacts", "Deals", "Stock"], next: null })],
  [
    "GET",
    /^\/connectors$/,
    () => ({
      items: [
        aConnector(),
        aConnector({ name: "google-sheets" }),
        aConnector({ name: "http", rowsHaveIds: false }),
        aConnector({ name: "postgres", rowsHaveIds: false }),
      ],
      next: null,
    }),
  ],
  ["POST", /^\/mappings\/propose$/, () => aProposal()],
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
