/**
 * Durable key-value storage with transactions over several areas: the only thing that the rest of the SDK knows of IndexedDB.
 *
 * The law, which every adapter keeps (`store.contract.ts`):
 *
 * - A `write` is all or nothing. When it resolves, what it wrote is durable as far as the adapter's `kind` says; when it rejects, nothing
 *   of it is there.
 * - Writes that touch a common area run one after the other; each sees what those before it wrote.
 * - Inside a transaction only the transaction's own promises are awaited: anything else lets it end.
 * - Keys are arrays of strings and finite numbers, ordered as IndexedDB orders them. `list` and `keys` give those that begin with
 *   `prefix`, in order.
 * - Values are what the structured clone takes; they are copied in and out.
 */
export interface Store {
  /** Whether what is stored outlives the page. */
  readonly kind: 'indexeddb' | 'folder' | 'memory';
  /** In the browser's words, why it deleted everything that was there before this was opened; undefined where it did not, or does not say. */
  deletedBecause?(): string | undefined;
  read<T>(areas: readonly Area[], work: (transaction: Reading) => Promise<T>): Promise<T>;
  write<T>(
    areas: readonly Area[],
    work: (transaction: Writing) => Promise<T>,
    options?: WriteOptions,
  ): Promise<T>;
  /** What was deleted leaves the copies, too, that the adapter keeps; left out where it keeps none. */
  forget?(): Promise<void>;
  /** Lets go of the storage; what is under way still ends. */
  close(): void;
}

export interface WriteOptions {
  /** `strict` waits until the disk has it: for the steps that delete an only copy. Default `relaxed`, which survives a crashed browser. */
  readonly durability?: 'relaxed' | 'strict';
}

export type Key = readonly (string | number)[];

export interface Reading {
  get<A extends Area>(area: A, key: Key): Promise<Areas[A] | undefined>;
  list<A extends Area>(area: A, prefix?: Key): Promise<[key: Key, value: Areas[A]][]>;
  keys(area: Area, prefix?: Key): Promise<Key[]>;
}

export interface Writing extends Reading {
  put<A extends Area>(area: A, key: Key, value: Areas[A]): Promise<void>;
  delete(area: Area, key: Key): Promise<void>;
}

export type Area = keyof Areas;

/** What is kept where, with its key. The shapes stand in `records.ts`. */
export interface Areas {
  /** `[table, clientId, recordId]`: what was said of rows and not yet sealed. */
  journal: import('./records.ts').JournalRecord;
  /** `[clientId, recordId]`: what a page wrote itself while it went away. */
  exits: import('./records.ts').ExitRecord;
  /** `[table, clientId]`: which sequence numbers were stored and which were sealed. */
  seqs: import('./records.ts').SeqRecord;
  /** `[table, fingerprint]`: the tables that rows were written for, each as it was then. */
  tables: import('@parqueue/schema').TableDefinition;
  /** `[shardId]`: finished files on their way. */
  shards: import('./records.ts').ShardRecord;
  /** `[shardId]`: the files themselves. */
  shardBytes: Uint8Array;
  /** `[shardId]`: what became of the rows of a shard. */
  receipts: import('./records.ts').ReceiptRecord;
  /** `[table, firstRowId, lastRowId, shardId]`: what later changes of delivered rows need. */
  kept: import('./records.ts').KeptRecord;
  /** `[recordingId]`. */
  recordings: import('./records.ts').RecordingRecord;
  /** `[recordingId, clipIndex, blockIndex]`: whole FLAC frames. */
  blocks: import('./records.ts').StoredBlock;
  /** `[table]`: the account of rows. */
  counters: import('./records.ts').CounterRecord;
  /** `['consent']`: there while nothing may be sent, for whoever sends where no page is. */
  consent: { readonly consent: 'pending' };
  /** `[asideId]`: what could not be worked with. */
  aside: import('./records.ts').AsideRecord;
  /** `['tail']`: how far the second copy goes. */
  backup: import('../backup/backupRecord.ts').BackupRecord;
  /** `['tail']`: how far it goes for blocks. */
  backupBlocks: import('../backup/backupRecord.ts').BackupRecord;
}

/** Every area that has to do with rows and recordings. Areas are only ever added: builds of several ages share one database. */
export const AREAS: readonly Area[] = [
  'journal',
  'exits',
  'seqs',
  'tables',
  'shards',
  'shardBytes',
  'receipts',
  'recordings',
  'blocks',
  'counters',
  'aside',
  'kept',
  'consent',
];

/** What an adapter has to have: those, and what the copy needs. */
export const ALL_AREAS: readonly Area[] = [...AREAS, 'backup', 'backupBlocks'];
