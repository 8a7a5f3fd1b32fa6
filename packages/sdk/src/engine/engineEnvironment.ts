import type { AudioEncoder } from '../audio/audioEncoder.ts';
import type { PcmHash } from '../audio/pcmHash.ts';
import type { KeptBlock, RecoveredClip } from '../audio/recoverClip.ts';
import type { Deletion } from '../backup/backUp.ts';
import type { ShardWriter } from '../parquet/shardWriter.ts';
import type { Store } from '../store/store.ts';
import type { Transport } from '../upload/transport.ts';

/** Everything that the engine needs of the platform and of its parts, so that tests may give it others. */
export interface EngineEnvironment {
  /** @param onDeleted called when the browser turns out to have deleted the database, now or while it is in use */
  readonly openStore: (name: string, onDeleted: (deletion: Deletion) => void) => Promise<Store>;
  /** @param options.signal of the calls that begin now; when it aborts, they are cut off */
  readonly createTransport: (options: {
    relay: string;
    dataset: string;
    signal: () => AbortSignal;
  }) => Transport;
  /** Loads the writer of a format; called at the first shard, since it may bring WASM. */
  readonly loadWriter: (format: 'parquet' | 'jsonl') => Promise<ShardWriter>;
  /** Loads the codec and the hashes; called at the first recording. */
  readonly loadAudio: () => Promise<AudioParts>;
  readonly locks: LockManager | undefined;
  readonly sha256: (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  /** Calls back after a time; the returned function stops that. */
  readonly schedule: (work: () => void, delayMs: number) => () => void;
  /** What the browser says of its storage, where it says so. */
  readonly estimateStorage: () => Promise<{ usageBytes?: number; quotaBytes?: number; persisted?: boolean }>;
  /** Whether the person asked the browser to save data; left out where that is never asked. */
  readonly isSavingData?: () => boolean;
  /** Why no WASM runs here, and so nothing is recorded or encoded; undefined where it does. */
  readonly wasmRefusal: string | undefined;
}

export interface AudioParts {
  readonly createEncoder: () => AudioEncoder;
  /** A hash of its own for each recording. */
  readonly openPcmHash: () => Promise<PcmHash>;
  /** Makes a whole clip of a provisional head and the blocks that were kept; undefined where nothing sound is left. */
  readonly recover: (header: Uint8Array, blocks: readonly KeptBlock[]) => Promise<RecoveredClip | undefined>;
}
