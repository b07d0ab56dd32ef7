export { SyncClient, type SyncClientOptions, SyncProblem, type TokenSource } from "./client.js";
export type { RunStatus, SyncCounts, SyncFailure, SyncState, SyncStatus } from "./status.js";
export { SyncButton, type SyncButtonProps } from "./sync-button.js";
export { type UseSync, type UseSyncOptions, useSync } from "./use-sync.js";
