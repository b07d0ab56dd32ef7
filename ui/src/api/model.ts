import type { components } from "./schema.gen";

// The words of the contract under short names.
type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Direction = "both" | "left-to-right" | "right-to-left";
export type Sync = Omit<Schemas["Sync"], "direction"> & { direction: Direction; conflicts: number };
export type Side = Schemas["Side"];
export type Freshness = Schemas["Freshness"];
export type FreshnessState = Schemas["FreshnessState"];
export type TapeRun = Schemas["TapeRun"];
export type Run = Schemas["Run"];
export type RunStatus = Schemas["RunStatus"];
export type SideTally = Schemas["SideTally"];
export type Attempt = Schemas["Attempt"];
export type Change = Schemas["Change"];
export type ChangeKind = Schemas["ChangeKind"];
export type ChangeStatus = Schemas["ChangeStatus"];
export type FieldChange = Schemas["FieldChange"];
export type Failure = Schemas["Failure"];
export type StartedRun = Schemas["StartedRun"];
export type Problem = Schemas["Problem"];
export type RunPage = Schemas["RunPage"];
export type SyncPage = { items: Sync[]; next: string | null };
export type ChangePage = Schemas["ChangePage"];

/** A field's value as JSON: text, a figure, a truth value, a list; null for an empty field. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

export type ConflictState = "open" | "decided" | "settled";
export type Conflict = {
  id: number;
  sync: string;
  run: number;
  leftRow: string | null;
  rightRow: string | null;
  leftField: string;
  rightField: string;
  left: Value;
  right: Value;
  leftBase: Value;
  rightBase: Value;
  policy: string;
  state: ConflictState;
  winner: string | null;
  decided: string | null;
  decidedValue: Value;
  decidedBy: string | null;
  sentence: string;
  openedAt: string;
  settledAt: string | null;
};
export type ConflictPage = { items: Conflict[]; next: string | null; total: number };

export type RowSide = {
  row: string | null;
  presence: "there" | "never" | "missing" | "gone" | "away" | "typed";
  seen: Record<string, Value>;
  changedAt: string | null;
  missingSinceRun: number | null;
  proof: string | null;
  refused: string | null;
};
export type RowEvent = { change: Change; trigger: Run["trigger"]; actor: string | null; known: Value };
export type RowPassport = {
  sync: string;
  standing: "open" | "archived" | "left_only" | "right_only" | "paused" | "gone" | "closed";
  waits: boolean;
  paused: { from: string; reason: string | null; by: string | null; at: string | null } | null;
  left: RowSide;
  right: RowSide;
  base: { left: Record<string, Value>; right: Record<string, Value> } | null;
  conflicts: Conflict[];
  history: RowEvent[];
  next: string | null;
};

export type Schedule = {
  sync: string;
  text: string;
  cron: string | null;
  every: string | null;
  zone: string;
  missedRun: "skip" | "once";
  dst: "once" | "skip" | "both";
  jitterSeconds: number;
  paused: boolean;
  next: string[];
  source: "yaml" | "api";
  revision: number;
};
export type Forecast = {
  callsPerMonth: number | null;
  cap: number | null;
  usedThisMonth: number | null;
  sentence: string;
  fits: boolean;
  suggestion: string | null;
};

export type UpstreamCheck = { connection: string; status: string; checkedAt: string | null; detail: string | null };
export type SignIn = {
  kind: "oauth" | "service-account";
  state: "never" | "connected" | "reconnect";
  sentence: string | null;
  missingScopes: string[];
  connectedAt: string | null;
  connectedBy: string | null;
};
export type Connection = {
  name: string;
  title: string;
  connector: string;
  settings: Record<string, Value>;
  rehearsal: boolean;
  usedBy: string[];
  lastCheck: UpstreamCheck | null;
  signIn: SignIn | null;
};
export type CheckStage = { stage: string; ok: boolean; sentence: string };
export type Setting = {
  name: string;
  kind: "text" | "number" | "boolean" | "file" | "list" | "map";
  required: boolean;
  secret: boolean;
  description: string;
};
export type Connector = { name: string; settings: Setting[]; tableSettings: Setting[]; twoSided: boolean };
export type TableField = { id: string; name: string; type: string; readOnly: boolean; required: boolean };
export type FieldPair = {
  left: string;
  leftType: string;
  right: string;
  type: string;
  flow: "both" | "to-right" | "to-left" | null;
  note: string | null;
};
export type LoneField = { id: string; name: string; type: string; readOnly: boolean };
export type Proposal = { fields: FieldPair[]; leftAlone: LoneField[]; rightAlone: LoneField[] };

export type Health = {
  status: "up" | "degraded" | "down";
  rehearsal: boolean;
  health: {
    database: { status: string };
    jobs: { status: string; waiting: number; running: number; late: number };
    upstreams: UpstreamCheck[];
  };
  config: { broken: boolean; appliedAt: string | null; problems: string[] } | null;
  schedules: { sync: string; schedule: { text: string; zone: string; next: string[] } }[];
};
