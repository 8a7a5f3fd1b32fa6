import type { HubFailure } from '../hub/hubError.ts';

/** What the status page knows of a dataset. */
export interface DatasetFacts {
  readonly dataset: string;
  /** `owner/name` */
  readonly repo: string;
  /** Of the repo on the Hub, without a slash at its end. */
  readonly repoUrl: string;
  /** Undefined while its spool does not answer. */
  readonly spool: SpoolFacts | undefined;
}

/** Times are epoch milliseconds. */
export interface SpoolFacts {
  readonly isTaking: boolean;
  /** What is wrong, in words of the spool or of the Hub. */
  readonly problem: string | null;
  /** How the commit that is tried fails. */
  readonly failure: HubFailure['kind'] | null;
  readonly backlog: { readonly shards: number; readonly bytes: number; readonly oldestAt: number | null };
  readonly spoolBytes: number;
  readonly spoolMaxBytes: number;
  /** How full the fullest of the dataset's spools is; 1 is full. */
  readonly fill: number;
  /** While the Hub fails and what waits is older, nothing more is taken. */
  readonly spoolMaxAgeMs: number;
  readonly lastCommit: { readonly at: number; readonly commit: string } | null;
  readonly nextCommitAt: number | null;
  readonly commitsLeft: number;
  readonly commitsPerHour: number;
  /** Since the dataset's first day. */
  readonly commitCount: number;
  readonly deadCount: number;
  readonly tables: readonly TableFacts[];
  /** By code, the most frequent first. */
  readonly refusals: readonly CountedFact[];
  /** By kind, the most frequent first. */
  readonly hubFailures: readonly CountedFact[];
  readonly puts: readonly PutBucket[];
}

export interface CountedFact {
  readonly name: string;
  readonly count: number;
}

export interface TableFacts {
  readonly table: string;
  readonly rows: number;
  readonly shards: number;
  readonly bytes: number;
  /** Versions that the dataset has files of. */
  readonly usedVersionCount: number;
  /** Whether the relay declares it now. */
  readonly isDeclared: boolean;
  readonly conflict: string | null;
}

/** How many shards took so long or less: cumulative, as Prometheus counts. */
export interface PutBucket {
  /** `Infinity` for all. */
  readonly boundMs: number;
  readonly count: number;
}
