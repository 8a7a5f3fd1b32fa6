import type { RecorderEnvironment } from '../recorderEnvironment.ts';

/**
 * What a recorder does with what is doubtful about its input.
 *
 * @example
 * ```ts
 * import { createAnalysisRecorder } from '@parqueue/sdk/analysis';
 *
 * const doors = { recitations: log.recitations, errors: log.errors };
 * const analyses = createAnalysisRecorder(doors, {
 *   onProblem: (problem) => void log.errors.append({ error_message: problem }),
 * });
 * ```
 */
export interface ProblemOptions {
  /**
   * Hears of wrong references and other doubtful input, one at a time, in words. The row is logged as it was given. Default: warns on the
   * console. A listener that throws disturbs nothing.
   */
  readonly onProblem?: (problem: string) => void;
  /** Clock and console. Default: those of the platform. */
  readonly environment?: RecorderEnvironment;
}

/** On one line of the console: a pipeline that is wrong is so for every segment. */
const PRINTED_PROBLEMS = 3;

/** Tells each problem to whoever listens. */
export function tellProblems(
  problems: readonly string[],
  listener: ProblemOptions['onProblem'],
  { print }: RecorderEnvironment,
): void {
  if (listener === undefined && problems.length > 0) {
    const rest = problems.length > PRINTED_PROBLEMS ? `; ${problems.length - PRINTED_PROBLEMS} more` : '';
    print('warn', `parqueue: ${problems.slice(0, PRINTED_PROBLEMS).join('; ')}${rest}`);
  }
  for (const problem of problems) {
    try {
      listener?.(problem);
    } catch {
      // The listener's own trouble.
    }
  }
}
