import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { usageError } from '../commandError.ts';
import { eachOutcome } from './httpProcessor.ts';
import { pcmOf } from './pcmOf.ts';
import { type CallInput, type Outcome, outcomeOf, type Processor, type SequenceItem } from './processor.ts';

/**
 * A recording, as a function of `parqueue process` gets it; `group` has all pieces of its sequence, itself the first.
 *
 * @example
 * ```ts
 * import type { ProcessFunction } from '@parqueue/cli';
 *
 * const transcribe: ProcessFunction = async (item, { signal }) => {
 *   const samples = await item.pcm();
 *   return samples.length === 0 ? { status: 'empty' } : { data: { text: `${samples.length} samples` } };
 * };
 * export default transcribe;
 * ```
 */
export interface ProcessItem {
  /** `row_id` of the row. */
  readonly id: string;
  /** The columns of the row; the recording is in {@link audio}. */
  readonly row: Readonly<Record<string, unknown>>;
  /** All pieces of the sequence, in order. */
  readonly group: readonly ProcessItem[];
  /** The FLAC file. */
  audio(): Promise<Blob>;
  /** Mono samples, -1 to 1. */
  pcm(): Promise<Float32Array>;
}

/** What such a function gives. Without a status: `empty` where `data` says no text, else `ok`. */
export interface ProcessResult {
  readonly status?: 'ok' | 'empty' | 'skipped';
  /** JSON; of several pieces, what was said in all of them. */
  readonly data?: unknown;
  /** JSON for each piece, in their order, in place of `data`. */
  readonly each?: readonly unknown[];
}

/** What a file for `--fn` exports by default. What it throws is an error, tried again; a `Permanent` says that this sound cannot be processed. */
export type ProcessFunction = (
  item: ProcessItem,
  context: {
    /** Aborted when the time is over. */
    readonly signal: AbortSignal;
    /** Which try it is, from 1. */
    readonly attempt: number;
    /** Into the log of the run. */
    log(text: string): void;
  },
) => Promise<ProcessResult>;

/** @throws {CommandError} (exit 2) when the file cannot be loaded or exports no function. */
export async function loadFnProcessor(
  file: string,
  cwd: string,
  params: Readonly<Record<string, string>>,
): Promise<Processor> {
  const loaded = (await import(pathToFileURL(resolve(cwd, file)).href).catch((error: unknown) => {
    throw usageError(`--fn ${file}: ${error instanceof Error ? error.message : error}`);
  })) as { default?: unknown };
  if (typeof loaded.default !== 'function')
    throw usageError(`--fn ${file}: expected a function as its default export`);
  const fn = loaded.default as ProcessFunction;
  return {
    takesMany: true,
    needsRow: true,
    params,
    async call(input, { signal, attempt, log }) {
      const timeIsOver = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      const result = await Promise.race([fn(itemOf(input), { signal, attempt, log }), timeIsOver]);
      return outcomeFrom(result, input);
    },
  };
}

function itemOf({ items }: CallInput): ProcessItem {
  const group: ProcessItem[] = [];
  for (const { id, row, bytes } of items)
    group.push({
      id,
      row,
      group,
      audio: async () => new Blob([new Uint8Array(bytes)], { type: 'audio/flac' }),
      pcm: async () => pcmOf(bytes),
    });
  return group[0] as ProcessItem;
}

function outcomeFrom(
  result: ProcessResult | undefined,
  { items }: { items: readonly SequenceItem[] },
): Outcome {
  if (typeof result !== 'object' || result === null)
    throw new TypeError(`the function gave ${String(result)}; expected { status?, data? }`);
  const { status, data = null, each } = result;
  if (each !== undefined && each.length !== items.length)
    throw new TypeError(`the function gave ${each.length} results for ${items.length} recordings`);
  if (status === 'empty' || status === 'skipped') return { status, data };
  if (each !== undefined) return status === 'ok' ? { status, each } : eachOutcome(each);
  return status === 'ok' ? { status, data } : outcomeOf(data);
}
