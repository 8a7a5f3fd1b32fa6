import type { StageError } from '@parqueue/schema/presets';

/** So many causes are told; a chain of more is cut. */
const MAX_CAUSES = 8;

/**
 * An error entry of a manifest: the name of the exception, what it said, and after it what caused it, each with its name. Anything that
 * was thrown will do.
 */
export function stageError(atMs: number, message: string, thrown?: unknown): StageError {
  const [name, ...detail] = thrown === undefined ? [null] : namesAndWords(thrown);
  return {
    timestamp: new Date(atMs).toISOString(),
    message,
    exception_type: name ?? null,
    exception_detail: detail.length > 0 ? detail.join('; caused by ') : null,
  };
}

/** What an exception says of itself: of an error its message, of anything else its text. */
export function wordsOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  try {
    return String(thrown);
  } catch {
    return '[unreadable]';
  }
}

/** The name of the outermost exception, then what each said, from the outermost to the first cause. */
function namesAndWords(thrown: unknown): [name: string, ...words: string[]] {
  const words = [wordsOf(thrown)];
  let cause = causeOf(thrown);
  for (let i = 0; cause !== undefined && i < MAX_CAUSES; i++) {
    words.push(`${nameOf(cause)}: ${wordsOf(cause)}`);
    cause = causeOf(cause);
  }
  return [nameOf(thrown), ...words];
}

const causeOf = (thrown: unknown): unknown => (thrown instanceof Error ? thrown.cause : undefined);

const nameOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.name : thrown === null ? 'null' : typeof thrown;
