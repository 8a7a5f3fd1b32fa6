import type { TranscriptionStatus } from '@parqueue/schema/presets';

/** A recording that waits, with its bytes. */
export interface SequenceItem {
  /** `row_id` of its row; of a table without one, a digest that stays the same wherever the row lies. */
  readonly id: string;
  /** FLAC. */
  readonly bytes: Uint8Array;
  /** Its name, such as `a3f7….flac`. */
  readonly path: string;
  /** The columns of its row. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** What goes to the processor at once: one recording, or the pieces of one `original_id` in order. */
export interface CallInput {
  readonly id: string;
  readonly items: readonly SequenceItem[];
}

export interface CallContext {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** From 1. */
  readonly attempt: number;
  /** Into the log. */
  log(text: string): void;
}

/** What a processor made of a sequence. */
export interface Outcome {
  readonly status: Extract<TranscriptionStatus, 'ok' | 'empty' | 'skipped'>;
  /** JSON. Of several recordings: what was said in all of them. */
  readonly data?: unknown;
  /** Of several recordings: what was said in each, where the processor says it. */
  readonly each?: readonly unknown[];
}

/** Something that turns sound into a result. */
export interface Processor {
  /** Whether it takes several recordings at once. */
  readonly takesMany: boolean;
  /** Whether it looks at the columns of the row. */
  readonly needsRow: boolean;
  /** Decide, with name and version, which results are its own. */
  readonly params: Readonly<Record<string, unknown>>;
  call(input: CallInput, context: CallContext): Promise<Outcome>;
}

/** What a transcript says; without words it is empty. */
export function outcomeOf(data: unknown): Outcome {
  const text = textOf(data);
  return text !== undefined && text.trim() === '' ? { status: 'empty' } : { status: 'ok', data };
}

const textOf = (data: unknown): string | undefined => {
  if (typeof data === 'string') return data;
  const text = (data as { text?: unknown } | null | undefined)?.text;
  return typeof text === 'string' ? text : undefined;
};
