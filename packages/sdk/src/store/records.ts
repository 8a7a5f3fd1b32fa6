import type { TableDefinition } from '@parqueue/schema';
import type { SeqRanges } from '@parqueue/schema/wire';
import type { Clip } from '../api/audio.ts';
import type { DropReason } from '../api/events.ts';
import type { DropNotice, RowChange } from '../engine/engine.ts';

/**
 * One thing that was said of a row: that it exists (`change` 0), or a change of it (a number that grows with time and that no two changes
 * share). `(clientId, table, seq, change)` names it, so that writing it twice does no harm.
 */
export interface JournalEntry {
  readonly table: string;
  /** Number of the row in its page life and table, from 0, gapless. */
  readonly seq: number;
  readonly change: number;
  readonly rowId: string;
  /** Epoch milliseconds of the append or the change. */
  readonly at: number;
  /** JSON: the row's cells, or for a change `[column, cell][]`. */
  readonly line: string;
  /** Changes that `line` has in it already: the row was sealed with them. */
  readonly folded?: readonly number[];
  /** Of the row itself: how often it was sealed before. Left out for the first time. */
  readonly revision?: number;
}

/** Entries of one table and page life, written together. */
export interface JournalRecord {
  readonly fingerprint: string;
  /** The identity that the page life had then; null when it had none yet. */
  readonly identity: Identity | null;
  readonly entries: readonly JournalEntry[];
}

/** The anonymised id that rows are bound to, with the relay's signed word for it. */
export interface Identity {
  readonly userId: string;
  readonly proof: string;
}

/** What a page wrote itself while it went away, with the tables it needs to be understood. */
export interface ExitRecord {
  readonly identity: Identity | null;
  readonly tables: readonly TableDefinition[];
  readonly entries: readonly JournalEntry[];
  readonly drops: readonly DropNotice[];
  /** Changes of rows that the page knows by their ids alone. */
  readonly changes?: readonly RowChange[];
  /** What was said before anything could check it: everything of the page life so far, in order. */
  readonly said?: readonly SaidRecord[];
}

/** A row, or a change of one, as the page gave it. */
export interface SaidRecord {
  readonly table: string;
  readonly rowId: string;
  /** 0 for the row itself, as in an entry. */
  readonly change: number;
  readonly at: number;
  readonly values: unknown;
  /** It became no row. */
  readonly refused?: DropReason;
}

export interface SeqRecord {
  readonly stored: SeqRanges;
  readonly sealed: SeqRanges;
  /** The first identity that the page life obtained, which rows from before then carry; null until then. */
  readonly identity: Identity | null;
  /** Rows of the page life that never became entries. */
  readonly dropped?: Readonly<Partial<Record<DropReason, number>>>;
  /** Rows whose shard was taken apart: what changes them is held against newer revisions of them. */
  readonly reopened?: SeqRanges;
  /** Rows that were stored and are gone from this device: they count as sealed. */
  readonly lost?: Readonly<Partial<Record<DropReason, number>>>;
}

export interface ShardRecord {
  readonly table: string;
  readonly fingerprint: string;
  readonly clientId: string;
  readonly identity: Identity;
  readonly seqs: SeqRanges;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly sealedAt: number;
  /** `waiting` for its receipt, or `dead` with the reason. */
  readonly state: 'waiting' | 'dead';
  readonly reason?: string;
  readonly rows: readonly SealedRow[];
}

/** A row as it was sealed, so that a shard that turns out too large can be taken apart again. */
export interface SealedRow {
  readonly seq: number;
  readonly rowId: string;
  readonly at: number;
  readonly line: string;
  /** Numbers of the changes that are in it. */
  readonly folded: readonly number[];
  /** Left out for the first. */
  readonly revision?: number;
}

/** What a later change of a shard's rows needs, when the shard itself has gone. */
export interface KeptRecord {
  readonly fingerprint: string;
  readonly identity: Identity;
  readonly rows: readonly SealedRow[];
  /** By `recordingId/index`: what columns were filled with of the clips that the rows had. */
  readonly clips: Readonly<Record<string, Pick<StoredClip, 'pcmSha256' | 'durationS'>>>;
}

export interface ReceiptRecord {
  readonly table: string;
  readonly clientId: string;
  readonly seqs: SeqRanges;
  readonly rowIds: readonly string[];
  readonly acceptedAt: number;
  readonly state: 'accepted' | 'committed' | 'dead' | 'lost';
  readonly commit?: string;
  readonly path?: string;
  readonly reason?: string;
  readonly settledAt?: number;
}

export interface RecordingRecord {
  readonly clientId: string;
  readonly startedAt: number;
  readonly state: 'recording' | 'complete';
  readonly clips: readonly StoredClip[];
  /** While it runs: the clips that have begun, for whoever must complete it with what was kept. */
  readonly started?: readonly StartedClip[];
  /** It was cut off, and completed by a later engine. */
  readonly isRecovered?: true;
}

export interface StartedClip {
  readonly index: number;
  readonly startS: number;
  /** The provisional head. */
  readonly header: Uint8Array;
}

/** A run of whole FLAC frames. */
export interface StoredBlock {
  readonly bytes: Uint8Array;
  readonly sampleCount: number;
  readonly minFrameBytes: number;
  readonly maxFrameBytes: number;
}

export interface StoredClip extends Clip {
  /** `fLaC`, STREAMINFO and the rest of the header, complete. */
  readonly header: Uint8Array;
  readonly sizeBytes: number;
  /** The row that has it, once it is sealed. */
  readonly takenBy?: string;
}

export interface CounterRecord {
  readonly appended: number;
  readonly accepted: number;
  readonly committed: number;
  readonly dead: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** A record, or the part of one, that could not be worked with, as it was found. */
export interface AsideRecord {
  readonly area: string;
  readonly key: unknown;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Left out when there was no room for it. */
  readonly value?: unknown;
}
