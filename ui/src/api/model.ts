import type { components } from "./schema.gen";

// The words of the contract under short names. Every shape comes from the generated schema; nothing is written here.
type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Sync = Schemas["Sync"];
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
export type SyncPage = Schemas["SyncPage"];
export type ChangePage = Schemas["ChangePage"];
