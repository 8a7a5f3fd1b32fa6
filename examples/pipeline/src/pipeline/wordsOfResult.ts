import { count } from '@parqueue/example-recorder/words';
import type { JobSummary } from '@parqueue/sdk/stages';

export interface Result {
  readonly state: 'running' | 'success' | 'failed';
  readonly words: string;
  /** The rows that came of it. */
  readonly rowIds?: readonly string[];
}

/** How a job went, in a sentence. */
export function wordsOfResult({ status, stages, firstFailed, durationS }: JobSummary): Result {
  const took = `${durationS.toFixed(1)} s`;
  const failed = stages.find(({ name }) => name === firstFailed);
  if (status === 'failed' && failed !== undefined) {
    const [error] = failed.errors;
    return {
      state: 'failed',
      words: `The stage ${failed.name} failed: ${error?.message ?? 'no reason given'}.`,
    };
  }
  const warned = stages.flatMap(({ warnings }) => warnings.map(({ message }) => message));
  const words = `${count(stages.length, 'stage')} done in ${took}.`;
  return { state: 'success', words: warned.length > 0 ? `${words} ${warned.join('. ')}.` : words };
}
