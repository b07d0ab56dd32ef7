import type {
  About,
  Anatomy,
  AnatomyAttempt,
  AnatomyLane,
  Attempt,
  Change,
  Conflict,
  Connection,
  Connector,
  Failure,
  Forecast,
  Freshness,
  Group,
  GroupRun,
  Health,
  Invitation,
  LogLine,
  Me,
  Person,
  Proposal,
  RowPassport,
  Run,
  RunDensity,
  Schedule,
  Session,
  Side,
  SideTally,
  Sync,
  TapeRun,
  Token,
  Version,
  Workspace,
  WorkspaceSettings,
} from "../api/model";

/* Rows to draw and to test with, by small builders: what a test says is what it is about, the rest is ordinary. */

export const minute = 60_000;
export const hour = 60 * minute;

export function at(now: number, msAgo: number): string {
  return new Date(now - msAgo).toISOString();
}

export function aMe(change: Partial<Me> = {}): Me {
  return {
    person: { id: 1, name: "Mira Okafor", email: "mira@wellness.example" },
    workspace: { id: 1, name: "Wellness" },
    role: "operator",
    owner: false,
    instance: { version: "0.1.0", demo: false },
    ...change,
  };
}

export function aTally(change: Partial<SideTally> = {}): SideTally {
  const parts = {
    failed: 0,
    held: 0,
    conflict: 0,
    deleted: 0,
    created: 0,
    updated: 0,
    skipped: 0,
    unchanged: 0,
    ...change,
  };
  const { considered = Object.values({ ...parts, considered: 0 }).reduce((sum, rows) => sum + rows, 0) } = change;
  return { ...parts, considered };
}

export function aSide(connection: string, connector: string, table: string): Side {
  return { connection, connector, table };
}

export function aRun(now: number, change: Partial<Run> = {}): Run {
  return {
    id: 4200,
    sync: "clients",
    title: "Clients",
    trigger: "schedule",
    dryRun: false,
    actor: null,
    status: "succeeded",
    phase: null,
    createdAt: at(now, 21 * minute + 48_000),
    startedAt: at(now, 21 * minute + 47_000),
    endedAt: at(now, 21 * minute),
    nextAttemptAt: null,
    sentence: "8 created, 193 updated, 0 failed",
    message: "Processed 1539 rows: 8 created, 193 updated, 8 skipped.",
    noun: "rows",
    skips: [],
    held: null,
    problem: null,
    tally: {
      left: aTally({ unchanged: 1338 + 201 }),
      right: aTally({ created: 8, updated: 193, skipped: 8, unchanged: 1330 }),
    },
    progress: { read: 1539, planned: 201, applied: 201, total: 1539 },
    attempts: [anAttempt(now)],
    plan: { hash: "9f2c41d07be85a3366aa10f4b7c9d1e2", changes: 201 },
    fullListing: false,
    followUp: false,
    rehearsal: false,
    acknowledged: true,
    related: [],
    unguarded: { windows: 0, longestMillis: 0, met: 0 },
    ...change,
  };
}

export function anAttempt(now: number, change: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    node: "node-a",
    startedAt: at(now, 21 * minute + 47_000),
    endedAt: at(now, 21 * minute),
    outcome: "succeeded",
    problem: null,
    ...change,
  };
}

export function aSync(now: number, change: Partial<Sync> = {}): Sync {
  return {
    name: "clients",
    title: "Clients",
    left: aSide("Booking API", "http", "clients"),
    right: aSide("Wellness database", "postgres", "clients"),
    direction: "left-to-right",
    rehearsal: false,
    paused: false,
    pausedReason: null,
    owner: { name: "Mira Okafor", trouble: null },
    schedule: { text: "every 6 h", zone: "Europe/Berlin", next: [at(now, -339 * minute)] },
    freshness: aFreshness(now),
    rows: 1539,
    conflicts: 0,
    lastRun: aRun(now),
    activeRun: null,
    tape: aTape(now, { everyMs: 6 * hour, lastMsAgo: 22 * minute, firstRun: 4100 }),
    due: dueTimes(now, 6 * hour, 22 * minute),
    ...change,
  };
}

export function aFreshness(now: number, change: Partial<Freshness> = {}): Freshness {
  return { promiseSeconds: 8 * 3600, confirmedAt: at(now, 21 * minute), state: "on_time", ...change };
}

type TapeShape = {
  everyMs: number;
  lastMsAgo: number;
  firstRun: number;
  tookMs?: number;
  rows?: number;
  partialEvery?: number;
  failedEvery?: number;
  /** Hours ago between which nothing ran. */
  gap?: readonly [number, number];
};

/** A day of runs, the same each time it is asked for. */
export function aTape(now: number, shape: TapeShape): TapeRun[] {
  const { everyMs, lastMsAgo, firstRun, tookMs = 47_000, rows = 200, partialEvery = 0, failedEvery = 0, gap } = shape;
  const runs: TapeRun[] = [];
  for (let ago = lastMsAgo, n = 0; ago < 24 * hour; ago += everyMs, n++) {
    if (gap && ago > gap[1] * hour && ago < gap[0] * hour) continue;
    const failed = failedEvery > 0 && n % failedEvery === failedEvery - 2;
    const partial = !failed && partialEvery > 0 && n % partialEvery === partialEvery - 1;
    runs.push({
      run: firstRun - n,
      startedAt: at(now, ago),
      endedAt: at(now, ago - Math.min(tookMs, ago)),
      status: failed ? "failed" : partial ? "partial" : "succeeded",
      worked: failed ? 0 : Math.round(rows * (0.2 + ((n * 37) % 100) / 60)),
      failed: failed ? 12 : partial ? 3 + (n % 5) : 0,
    });
  }
  return runs.reverse();
}

export function dueTimes(now: number, everyMs: number, lastMsAgo: number): string[] {
  const due: string[] = [];
  for (let ago = lastMsAgo; ago < 24 * hour; ago += everyMs) due.push(at(now, ago + 1_000));
  return due.reverse();
}

/** An attempt that read for most of its time, and waited for a rate limit meanwhile. */
export function anAnatomy(now: number, change: Partial<AnatomyAttempt> = {}): Anatomy {
  const lane = (part: AnatomyLane["part"], side: AnatomyLane["side"], from: number, to: number): AnatomyLane => ({
    part,
    side,
    waitedFor: null,
    times: 1,
    spentMs: to - from,
    open: false,
    spans: [{ from, to }],
  });
  return {
    at: at(now, 0),
    attempts: [
      {
        number: 1,
        startedAt: at(now, minute),
        endedAt: at(now, minute - 20_000),
        outcome: "finished",
        afterwards: null,
        lanes: [
          lane("write", "right", 14_000, 20_000),
          lane("open", null, 0, 900),
          lane("read", "right", 900, 4_000),
          lane("read", "left", 900, 12_000),
          {
            ...lane("read", "left", 2_000, 9_000),
            waitedFor: "the rate limit of the shop",
            times: 14,
            spentMs: 6_400,
          },
          lane("plan", null, 12_000, 14_000),
          { ...lane("failed", null, 15_000, 15_000), times: 5 },
        ],
        ...change,
      },
    ],
  };
}

export function aVersion(now: number, change: Partial<Version> = {}): Version {
  return { number: 1, at: at(now, 3 * hour), actor: "Mira Okafor", origin: "page", restoredFrom: null, ...change };
}

export function aLine(now: number, change: Partial<LogLine> = {}): LogLine {
  return { number: 1, attempt: 1, at: at(now, minute), level: "info", text: "Attempt 1 begins on here.", ...change };
}

export function aChange(now: number, change: Partial<Change> = {}): Change {
  return {
    id: 1,
    run: 4217,
    side: "right",
    table: "clients",
    tableName: "clients",
    row: "C-18822",
    kind: "update",
    status: "done",
    reason: "The left row changed since they last agreed.",
    problem: null,
    fields: [
      { field: "phone", fieldName: "phone", before: "+44 20 7946 0018", after: "+44 20 7946 0991" },
      { field: "owner", fieldName: "owner", before: "M. Okafor", after: "S. Lindqvist" },
    ],
    at: at(now, 20 * minute),
    ...change,
  };
}

export function aFailure(change: Partial<Failure> = {}): Failure {
  return {
    reason: "country must be two letters, such as GB.",

    count: 4,
    examples: ["C-19003", "C-19188", "C-20011"],
    ...change,
  };
}

export function aConflict(now: number, change: Partial<Conflict> = {}): Conflict {
  return {
    id: 31,
    sync: "contacts",
    run: 4200,
    leftRow: "recA1",
    rightRow: "row-7",
    leftField: "Phone",
    rightField: "Phone",
    leftFieldName: "Phone",
    rightFieldName: "Phone",
    version: "7d1c",
    left: "+44 20 7946 0991",
    right: "+44 20 7946 0042",
    leftBase: "+44 20 7946 0018",
    rightBase: "+44 20 7946 0018",
    policy: "manual",
    state: "open",
    winner: null,
    decided: null,
    decidedValue: null,
    decidedBy: null,
    sentence: "Both sides changed Phone since they last agreed.",
    openedAt: at(now, 40 * minute),
    settledAt: null,
    ...change,
  };
}

export function aTwoWaySync(now: number, change: Partial<Sync> = {}): Sync {
  return aSync(now, {
    name: "contacts",
    title: "CRM contacts",
    left: aSide("Airtable", "airtable", "Contacts"),
    right: aSide("Contact sheet", "google-sheets", "Contacts"),
    direction: "both",
    ...change,
  });
}

export function aPassport(now: number, change: Partial<RowPassport> = {}): RowPassport {
  return {
    sync: "contacts",
    standing: "open",
    waits: false,
    paused: null,
    left: {
      row: "recA1",
      presence: "there",
      names: { Name: "Name", Phone: "Phone" },
      seen: { Name: "Ines Duarte", Phone: "+44 20 7946 0991" },
      changedAt: at(now, 3 * hour),
      missingSinceRun: null,
      proof: null,
      refused: null,
    },
    right: {
      row: "row-7",
      presence: "there",
      names: { Name: "Name", Phone: "Phone" },
      seen: { Name: "Ines Duarte", Phone: "+44 20 7946 0018" },
      changedAt: at(now, 2 * hour),
      missingSinceRun: null,
      proof: null,
      refused: null,
    },
    base: {
      left: { Name: "Ines Duarte", Phone: "+44 20 7946 0018" },
      right: { Name: "Ines Duarte", Phone: "+44 20 7946 0018" },
    },
    conflicts: [],
    history: [
      {
        change: aChange(now, {
          id: 9,
          run: 4200,
          row: "row-7",
          reason: "The left row changed since they last agreed.",
        }),
        trigger: "manual",
        actor: "Mira Okafor",
        known: null,
      },
    ],
    next: null,
    ...change,
  };
}

export function aSchedule(now: number, change: Partial<Schedule> = {}): Schedule {
  return {
    sync: "clients",
    text: "every 6 h",
    cron: null,
    every: "6h",
    zone: "Europe/Berlin",
    missedRun: "once",
    dst: "once",
    jitterSeconds: 0,
    paused: false,
    next: Array.from({ length: 10 }, (_, n) => at(now, -(n + 1) * 6 * hour)),
    source: "yaml",
    revision: 1,
    ...change,
  };
}

export function aConnection(now: number, change: Partial<Connection> = {}): Connection {
  return {
    name: "airtable",
    title: "Airtable",
    connector: "airtable",
    settings: { base: "appSalesCrm001", token: { set: true } },
    rehearsal: false,
    fromPage: false,
    usedBy: ["contacts"],
    lastCheck: { connection: "airtable", status: "up", checkedAt: at(now, 4 * minute), detail: null },
    signIn: null,
    ...change,
  };
}

export function aHealth(change: Partial<Health> = {}): Health {
  return {
    status: "up",
    rehearsal: false,
    health: {
      database: { status: "up" },
      jobs: { status: "up", waiting: 0, running: 0, late: 0, scheduled: 0 },
      upstreams: [],
    },
    config: null,
    schedules: [],
    syncs: {},
    ...change,
  };
}

export function aConnector(change: Partial<Connector> = {}): Connector {
  const setting = (name: string, required: boolean, secret: boolean, description: string) => ({
    name,
    kind: "text",
    required,
    secret,
    description,
  });
  return {
    name: "airtable",
    settings: [
      setting("token", false, true, "A personal access token."),
      setting("base", true, false, "The base, by its id or name."),
      setting("monthly_calls", false, false, "What the plan allows."),
    ],
    tableSettings: [],
    recipe: null,
    rowsHaveIds: true,
    reads: true,
    writesByKey: false,
    ...change,
  };
}

export function aProposal(change: Partial<Proposal> = {}): Proposal {
  const pair = (left: string, leftType: string, right: string, type: string) => ({ left, leftType, right, type });
  return {
    fields: [
      { ...pair("Name", "text", "Name", "text"), flow: "both", note: null },
      { ...pair("Email", "text", "Email", "text"), flow: "both", note: null },
      { ...pair("Due", "instant", "due", "date"), flow: "to-right", note: "The time of day cannot come back." },
      { ...pair("Tags", "choices", "Tags", "integer"), flow: null, note: "A list does not fit into a number." },
    ],
    leftAlone: [{ id: "fldPost", name: "Postcode", type: "text", readOnly: false }],
    rightAlone: [{ id: "zip", name: "zip", type: "text", readOnly: false }],
    ...change,
  };
}

export function aPerson(now: number, change: Partial<Person> = {}): Person {
  return {
    id: 2,
    name: "Sven Lindqvist",
    email: "sven@wellness.example",
    role: "operator",
    owner: false,
    service: false,
    since: at(now, 900 * hour),
    disabledAt: null,
    seenAt: at(now, 40 * minute),
    ...change,
  };
}

export function anInvitation(now: number, change: Partial<Invitation> = {}): Invitation {
  return {
    id: 11,
    email: "ada@wellness.example",
    role: "viewer",
    invitedBy: "Mira Okafor",
    createdAt: at(now, 26 * hour),
    expiresAt: at(now, -142 * hour),
    ...change,
  };
}

export function aToken(now: number, change: Partial<Token> = {}): Token {
  return {
    id: "tk7",
    name: "Nightly export",
    scope: "read",
    workspace: "Wellness",
    owner: { id: 1, name: "Mira Okafor" },
    createdAt: at(now, 300 * hour),
    expiresAt: at(now, -1800 * hour),
    usedAt: at(now, 9 * hour),
    revokedAt: null,
    state: "active",
    ...change,
  };
}

export function aSession(now: number, change: Partial<Session> = {}): Session {
  return {
    id: 1,
    workspace: "Wellness",
    createdAt: at(now, 5 * hour),
    seenAt: at(now, 0),
    expiresAt: at(now, -19 * hour),
    address: "10.0.0.7",
    current: true,
    ...change,
  };
}

export function aWorkspace(now: number, change: Partial<Workspace> = {}): Workspace {
  return { id: 1, name: "Wellness", role: "admin", current: true, createdAt: at(now, 2000 * hour), ...change };
}

export function workspaceSettings(change: Partial<WorkspaceSettings> = {}): WorkspaceSettings {
  return {
    name: "Wellness",
    historyDays: 365,
    auditDays: 1095,
    embedOrigins: ["https://admin.wellness.example"],
    ...change,
  };
}

export function anAbout(now: number, change: Partial<About> = {}): About {
  return {
    version: "0.1.0",
    demo: false,
    java: "25.0.1",
    database: { kind: "external", version: "17.6" },
    startedAt: at(now, 50 * hour),
    uptimeSeconds: 50 * 3600,
    ...change,
  };
}

export function aGroupRun(now: number, change: Partial<GroupRun> = {}): GroupRun {
  return {
    id: 71,
    group: "master-data",
    status: "partial",
    sentence: "Brands: 5 created, 10 updated, 2 failed. Packages: 39 created, 0 updated",
    actor: "Mira Okafor",
    startedAt: at(now, 14 * minute),
    endedAt: at(now, 12 * minute),
    steps: [
      { sync: "brands", title: "Brands", status: "partial", run: 4301, sentence: "5 created, 10 updated, 2 failed" },
      { sync: "packages", title: "Packages", status: "succeeded", run: 4302, sentence: "39 created, 0 updated" },
    ],
    ...change,
  };
}

export function aGroup(now: number, change: Partial<Group> = {}): Group {
  return {
    name: "master-data",
    title: "Master data",
    syncs: ["brands", "packages"],
    stopOnFailure: false,
    lastRun: aGroupRun(now),
    ...change,
  };
}

/** Whether the server would list a run with this query; of reasons it knows only those of the run itself. */
export function listed(run: Run, query: URLSearchParams): boolean {
  const by = query.get("by")?.toLowerCase();
  const reason = query.get("reason")?.toLowerCase();
  const made = Date.parse(run.createdAt);
  return (
    (!query.get("sync") || run.sync === query.get("sync")) &&
    (!query.get("status") || run.status === query.get("status")) &&
    (!by || run.trigger === by || Boolean(run.actor?.toLowerCase().includes(by))) &&
    (!reason || `${run.problem?.sentence} ${run.held?.detail}`.toLowerCase().includes(reason)) &&
    (!query.get("from") || made >= Date.parse(query.get("from") ?? "")) &&
    (!query.get("to") || made < Date.parse(query.get("to") ?? ""))
  );
}

/** The runs of a query over time, as the server counts them. */
export function aDensity(runs: readonly Run[], query: URLSearchParams): RunDensity {
  const from = Date.parse(query.get("from") ?? "");
  const to = Date.parse(query.get("to") ?? "");
  const parts = Number(query.get("parts") ?? 84);
  const width = (to - from) / parts;
  const found = runs.filter((run) => listed(run, query));
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    parts: Array.from({ length: parts }, (_, index) => {
      const start = from + index * width;
      const here = found.filter(({ createdAt }) => {
        const made = Date.parse(createdAt);
        return made >= start && made < start + width;
      });
      const of = (...statuses: Run["status"][]) => here.filter(({ status }) => statuses.includes(status)).length;
      return {
        startsAt: new Date(start).toISOString(),
        succeeded: of("succeeded"),
        partial: of("partial"),
        failed: of("failed"),
        cancelled: of("cancelled"),
        open: of("pending", "running", "held"),
      };
    }),
  };
}

export function aForecast(change: Partial<Forecast> = {}): Forecast {
  return {
    callsPerMonth: 8_640,
    cap: 100_000,
    usedThisMonth: 1_200,
    sentence: "Every hour this is about 8,640 calls a month; Airtable allows 100,000 (Team).",
    fits: true,
    suggestion: null,
    ...change,
  };
}
