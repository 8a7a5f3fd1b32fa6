export type { Fault, FaultControl, FaultEffect, FaultMatch, InjectedFault } from './faults.ts';
export type { LocalHubOptions } from './options.ts';
export { DEFAULT_QUOTAS, type QuotaSettings } from './quotas.ts';
export type { RepoId } from './repoPath.ts';
export type { LoggedRequest, RequestLog } from './requestLog.ts';
export { type LocalHub, startLocalHub } from './startLocalHub.ts';
export type { Change, Commit, FileEntry, Repo, Tree, TreeEntry } from './store/repoStore.ts';
export type { TokenAccess, TokenScope } from './tokenAccess.ts';
export type { WatchedMoment, Watcher } from './watchers.ts';
