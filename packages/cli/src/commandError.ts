import { EXIT, type ExitCode } from './exitCodes.ts';

/** What a person can do something about: said in one line, without a stack. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.failure, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** An option or argument that is wrong: exit code 2. */
export const usageError = (message: string): CommandError => new CommandError(message, EXIT.usage);
