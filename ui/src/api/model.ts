import type { components } from "./schema.gen";

// The words of the contract under short names. Every shape comes from the generated schema; nothing is written here.
type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Sync = Schemas["Sync"];
export type Side = Schemas["SyncSide"];
export type Freshness = Schemas["SyncFreshness"];
export type FreshnessState = Freshness["state"];
export type TapeRun = Schemas["SyncTapeRun"];
export type Run = Schemas["Run"];
export type RunStatus = Run["status"];
export type SideTally = Schemas["RunSideTally"];
export type Attempt = Schemas["RunAttempt"];
export type Change = Schemas["Change"];
export type ChangeKind = Change["kind"];
export type ChangeStatus = Change["status"];
export type FieldChange = Schemas["ChangeField"];
export type Failure = Schemas["RunFailure"];
export type StartedRun = Schemas["SyncTriggerStartedRun"];
export type Problem = Schemas["Problem"];
export type RunPage = Schemas["RunPage"];
export type SyncPage = Schemas["SyncPage"];
export type ChangePage = Schemas["RunChanges"];
