import { closedError } from '../api/errors.ts';
import type { DropReason } from '../api/events.ts';
import type { LoggerOptions, Tables } from '../api/loggerOptions.ts';
import type { Said } from './said.ts';

/** The row, or the change, as `beforeAppend` lets it pass; whatever that throws, this does not. */
export function passSaid(
  said: Said,
  options: Pick<LoggerOptions<Tables>, 'beforeAppend'>,
  isClosed: boolean,
): Said {
  const { name } = said.ref.table;
  const refuse = (reason: DropReason, error: Error) => ({
    ...said,
    values: null,
    refused: { reason, error },
  });
  if (isClosed) return refuse('invalid', closedError());
  try {
    if (options.beforeAppend === undefined) return said;
    const row = said.values as Readonly<Record<string, unknown>>;
    const values = options.beforeAppend(name, row, said.change ? 'change' : 'row');
    if (values !== null) return { ...said, values };
    return refuse('before_append', new Error(`${name}: beforeAppend dropped it`));
  } catch (error) {
    return refuse('invalid', error instanceof Error ? error : new Error(String(error)));
  }
}
