import type { Change, ChangeKind, ChangeStatus, Failure, Run, Sync } from "../src/api/model.ts";
import {
  aChange,
  aFreshness,
  anAttempt,
  aRun,
  aSide,
  aSync,
  aTally,
  aTape,
  at,
  dueTimes,
  hour,
  minute,
} from "../src/testing/world.ts";

/* A company's day, for looking at the pages without a server: every status and every state is somewhere in it. */

const booking = (table: string) => aSide("Booking API", "http", table);
const database = (table: string) => aSide("Wellness database", "postgres", table);

export function fakeRuns(now: number): Run[] {
  return [
    aRun(now, {
      id: 4221,
      sync: "appointments",
      trigger: "schedule",
      status: "running",
      phase: "apply",
      startedAt: at(now, 74_000),
      createdAt: at(now, 76_000),
      endedAt: null,
      sentence: "Writing",
      tally: { left: null, right: null },
      progress: { read: 1834, planned: 311, applied: 148, total: 1834 },
      attempts: [anAttempt(now, { startedAt: at(now, 74_000), endedAt: null, outcome: null })],
      plan: { hash: "3be0c1aa5d7b4f6a9c10", changes: 311 },
    }),
    aRun(now, {
      id: 4220,
      sync: "brands",
      trigger: "manual",
      actor: "Mira Okafor",
      status: "held",
      phase: "plan",
      startedAt: at(now, 12 * minute),
      createdAt: at(now, 12 * minute),
      endedAt: null,
      sentence: "412 deletes wait for approval; nothing has been written",
      held: {
        reason: "breaker",
        detail: "It would delete or archive 412 of 1180 rows.",
      },
      tally: { left: aTally({ unchanged: 768 }), right: aTally({ held: 412, unchanged: 768 }) },
      progress: { read: 1948, planned: 412, applied: 0, total: 1948 },
      attempts: [anAttempt(now, { startedAt: at(now, 12 * minute), endedAt: at(now, 11.5 * minute), outcome: "held" })],
      plan: { hash: "c40fe2b6a19d0c7733ab5510", changes: 412 },
      acknowledged: false,
    }),
    aRun(now, {
      id: 4217,
      sync: "clients",
      trigger: "manual",
      actor: "Mira Okafor",
      status: "partial",
      sentence: "12 created, 90 updated, 5 failed, 6 skipped",
      tally: {
        left: aTally({ unchanged: 1353 }),
        right: aTally({ created: 12, updated: 90, failed: 5, skipped: 6, unchanged: 1240 }),
      },
      attempts: [
        anAttempt(now, {
          number: 1,
          startedAt: at(now, 23 * minute),
          endedAt: at(now, 22.6 * minute),
          outcome: "failed",
          problem: { code: "unavailable", sentence: "Booking API answered 503 for 20 s.", action: "retry" },
        }),
        anAttempt(now, { number: 2, outcome: "partial", node: "node-b" }),
      ],
      plan: { hash: "9f2c41d07be85a3366aa10f4b7c9d1e2", changes: 107 },
      related: [{ table: "practitioners", created: 3 }],
      acknowledged: false,
    }),
    aRun(now, {
      id: 4216,
      sync: "rates",
      trigger: "schedule",
      status: "failed",
      startedAt: at(now, 34 * minute),
      createdAt: at(now, 34 * minute),
      endedAt: at(now, 33 * minute),
      sentence: "Nothing was read: the partner refuses the credential",
      problem: {
        code: "sign_in",
        sentence: "ECB feed refuses the credential.",
        action: "reconnect",
      },
      tally: { left: null, right: null },
      progress: { read: 0, planned: 0, applied: 0, total: null },
      attempts: [
        anAttempt(now, {
          startedAt: at(now, 34 * minute),
          endedAt: at(now, 33 * minute),
          outcome: "failed",
          problem: { code: "sign_in", sentence: "401 from https://feed.example/rates", action: "reconnect" },
        }),
      ],
      plan: null,
    }),
    aRun(now, {
      id: 4214,
      sync: "clients",
      trigger: "manual",
      actor: "Mira Okafor",
      dryRun: true,
      startedAt: at(now, 55 * minute),
      createdAt: at(now, 55 * minute),
      endedAt: at(now, 54.5 * minute),
      sentence: "Nothing has been written. It would be: 12 created, 90 updated.",
      tally: {
        left: aTally({ unchanged: 1353 }),
        right: aTally({ created: 12, updated: 90, skipped: 11, unchanged: 1240 }),
      },
      plan: { hash: "9f2c41d07be85a3366aa10f4b7c9d1e2", changes: 102 },
    }),
    aRun(now, {
      id: 4213,
      sync: "therapists",
      status: "cancelled",
      trigger: "api",
      actor: "deploy token",
      startedAt: at(now, 95 * minute),
      endedAt: at(now, 94 * minute),
      sentence: "Cancelled after 40 of 212 were written; those stay",
    }),
    ...Array.from({ length: 75 }, (_, n) =>
      aRun(now, {
        id: 4212 - n,
        sync: ["clients", "appointments", "inventory", "contacts", "rates"][n % 5] ?? "clients",
        status: n % 13 === 5 ? "partial" : "succeeded",
        startedAt: at(now, (100 + n * 9) * minute),
        createdAt: at(now, (100 + n * 9) * minute),
        endedAt: at(now, (100 + n * 9) * minute - 20_000 - n * 700),
        sentence:
          n % 13 === 5 ? `${n} created, 80 updated, 3 failed` : `${n} created, ${(n * 7) % 90} updated, 0 failed`,
        rehearsal: n % 5 === 3,
        tally: {
          left: aTally({ unchanged: 900 }),
          right: aTally({ created: n, updated: (n * 7) % 90, unchanged: 700 }),
        },
      }),
    ),
  ];
}

/** Two weeks before: more by day than by night, and one bad evening. */
export function fakePast(now: number): Run[] {
  return Array.from({ length: 14 * 24 * 4 }, (_, quarter) => {
    const made = now - 26 * hour - quarter * 15 * minute;
    const byDay = new Date(made).getHours() >= 7 && new Date(made).getHours() < 20;
    const bad = made > now - 3.4 * 24 * hour && made < now - 3.1 * 24 * hour;
    const status = bad ? "failed" : quarter % 41 === 0 ? "partial" : quarter % 97 === 0 ? "failed" : "succeeded";
    return aRun(now, {
      id: 4000 - quarter,
      status,
      createdAt: new Date(made).toISOString(),
      sync: byDay ? "clients" : "",
    });
  }).filter((run, quarter) => run.sync !== "" || quarter % 4 === 0);
}

export function fakeSyncs(now: number, runs: readonly Run[]): Sync[] {
  const last = (name: string) =>
    runs.find((run) => run.sync === name && !run.dryRun && !["running", "pending", "held"].includes(run.status)) ??
    null;
  const open = (name: string) =>
    runs.find((run) => run.sync === name && ["running", "pending", "held"].includes(run.status)) ?? null;
  const sync = (name: string, change: Partial<Sync>): Sync =>
    aSync(now, { name, lastRun: last(name), activeRun: open(name), ...change });
  return [
    sync("appointments", {
      title: "Appointments",
      left: booking("appointments"),
      right: database("appointments"),
      schedule: { text: "every 2 h", zone: "Europe/Berlin", next: [at(now, -118 * minute)] },
      freshness: aFreshness(now, { promiseSeconds: 3 * 3600, confirmedAt: at(now, 121 * minute) }),
      tape: [
        ...aTape(now, {
          everyMs: 2 * hour,
          lastMsAgo: 121 * minute,
          firstRun: 4199,
          rows: 300,
          partialEvery: 5,
          gap: [19, 13],
          tookMs: 9 * minute,
        }),
        { run: 4221, startedAt: at(now, 74_000), endedAt: null, status: "running", worked: 148, failed: 0 },
      ],
      due: dueTimes(now, 2 * hour, minute),
    }),
    sync("brands", {
      title: "Brands and packages",
      left: aSide("Price list", "csv", "brands"),
      right: database("brands"),
      schedule: null,
      freshness: aFreshness(now, { promiseSeconds: 24 * 3600, confirmedAt: at(now, 20 * hour) }),
      tape: [
        ...aTape(now, { everyMs: 26 * hour, lastMsAgo: 20 * hour, firstRun: 4090 }),
        { run: 4220, startedAt: at(now, 12 * minute), endedAt: null, status: "held", worked: 0, failed: 0 },
      ],
      due: [],
      lastRun: aRun(now, {
        id: 4090,
        sync: "brands",
        endedAt: at(now, 20 * hour),
        tally: { left: null, right: aTally({ created: 3, updated: 44, deleted: 2, unchanged: 1131 }) },
      }),
    }),
    sync("clients", {
      title: "Clients",
      tape: [
        ...aTape(now, { everyMs: 6 * hour, lastMsAgo: 5 * hour, firstRun: 4150, rows: 190 }),
        {
          run: 4217,
          startedAt: at(now, 22 * minute),
          endedAt: at(now, 21 * minute),
          status: "partial",
          worked: 102,
          failed: 5,
        },
      ],
      due: dueTimes(now, 6 * hour, 5 * hour),
    }),
    sync("contacts", {
      title: "CRM contacts",
      left: aSide("Airtable", "airtable", "Contacts"),
      right: aSide("Contact sheet", "google-sheets", "Contacts"),
      direction: "both",
      conflicts: 3,
      rehearsal: true,
      schedule: { text: "every 30 min", zone: "Europe/Berlin", next: [at(now, -9 * minute)] },
      freshness: aFreshness(now, { promiseSeconds: 30 * 60, confirmedAt: at(now, 21 * minute) }),
      tape: aTape(now, {
        everyMs: 30 * minute,
        lastMsAgo: 21 * minute,
        firstRun: 4190,
        rows: 900,
        partialEvery: 9,
        failedEvery: 14,
      }),
      due: dueTimes(now, 30 * minute, 21 * minute),
    }),
    sync("rates", {
      title: "Exchange rates",
      left: aSide("ECB feed", "http", "rates"),
      right: database("exchange_rates"),
      schedule: { text: "every hour", zone: "UTC", next: [at(now, -26 * minute)] },
      freshness: aFreshness(now, { promiseSeconds: 2 * 3600, confirmedAt: at(now, 151 * minute), state: "late" }),
      tape: [
        ...aTape(now, { everyMs: hour, lastMsAgo: 154 * minute, firstRun: 4180, rows: 30 }),
        {
          run: 4205,
          startedAt: at(now, 94 * minute),
          endedAt: at(now, 93 * minute),
          status: "failed",
          worked: 0,
          failed: 30,
        },
        {
          run: 4216,
          startedAt: at(now, 34 * minute),
          endedAt: at(now, 33 * minute),
          status: "failed",
          worked: 0,
          failed: 30,
        },
      ],
      due: dueTimes(now, hour, 34 * minute),
    }),
    sync("inventory", {
      title: "Inventory",
      left: aSide("Airtable", "airtable", "Stock"),
      right: aSide("Stock sheet", "google-sheets", "Stock"),
      direction: "both",
      conflicts: 1,
      schedule: { text: "every 5 min", zone: "Europe/Berlin", next: [at(now, -3 * minute)] },
      freshness: aFreshness(now, { promiseSeconds: 20 * 60, confirmedAt: at(now, 2 * minute) }),
      tape: aTape(now, {
        everyMs: 5 * minute,
        lastMsAgo: 2 * minute,
        firstRun: 4218,
        rows: 40,
        partialEvery: 31,
        failedEvery: 67,
        gap: [8, 6.6],
      }),
      due: dueTimes(now, 5 * minute, 2 * minute),
    }),
    sync("therapists", {
      title: "Therapists",
      left: aSide("Staff list", "csv", "therapists"),
      right: database("therapists"),
      paused: true,
      pausedReason: "owner left the workspace",
      freshness: aFreshness(now, { promiseSeconds: 24 * 3600, confirmedAt: at(now, 31 * hour), state: "paused" }),
      tape: [
        {
          run: 4213,
          startedAt: at(now, 95 * minute),
          endedAt: at(now, 94 * minute),
          status: "cancelled",
          worked: 40,
          failed: 0,
        },
      ],
      due: [],
    }),
    sync("vouchers", {
      title: "Vouchers",
      left: booking("vouchers"),
      right: database("vouchers"),
      schedule: { text: "daily at 03:00", zone: "Europe/Berlin", next: [at(now, -13 * hour)] },
      freshness: aFreshness(now, { confirmedAt: null, state: "never" }),
      lastRun: null,
      tape: [],
      due: [at(now, 11 * hour)],
    }),
  ];
}

const kinds: readonly ChangeKind[] = ["update", "create", "update", "update", "delete"];

export function fakeChanges(now: number, run: Run): Change[] {
  const planned = run.dryRun || run.status === "held";
  const rows = Math.min(run.plan?.changes ?? 0, 137);
  return Array.from({ length: rows }, (_, n) => {
    const kind: ChangeKind = run.status === "held" ? "delete" : (kinds[n % kinds.length] ?? "update");
    const status: ChangeStatus = planned
      ? run.status === "held"
        ? "held"
        : "planned"
      : n % 27 === 3
        ? "failed"
        : "done";
    return aChange(now, {
      id: n + 1,
      run: run.id,
      row: `C-${18822 + n * 13}`,
      kind,
      status,
      ...lines(kind, status, n),
    });
  });
}

function lines(kind: ChangeKind, status: ChangeStatus, n: number): Partial<Change> {
  if (status === "failed") {
    return {
      reason: "The left row changed since they last agreed.",
      problem: "country must be two letters, such as GB.",
      fields: [{ field: "country", fieldName: "country", before: "GB", after: "United Kingdom" }],
    };
  }
  if (kind === "create") {
    return {
      reason: "No row on the right has this key.",
      fields: [
        { field: "name", fieldName: "name", before: null, after: "Ines Duarte" },
        { field: "email", fieldName: "email", before: null, after: `ines.${n}@acme.example` },
        { field: "tags", fieldName: "tags", before: null, after: ["massage", "returning"] },
      ],
    };
  }
  if (kind === "delete") {
    return {
      reason: "Gone from a complete listing of the left table.",
      fields: [{ field: "name", fieldName: "name", before: "Old Harbour Spa", after: null }],
    };
  }
  return n % 2 === 0 ? {} : { fields: [{ field: "visits", fieldName: "visits", before: 11 + n, after: 12 + n }] };
}

export function fakeFailures(run: Run): Failure[] {
  if (run.status !== "partial") return [];
  return [
    {
      reason: "country must be two letters, such as GB.",
      count: 4,
      examples: ["C-18861", "C-19212", "C-19563"],
    },
    { reason: "email is already used by another row.", count: 1, examples: ["C-20414"] },
  ];
}
