import { type TransferHandler, transferHandlers } from 'comlink';
import { type ErrorCode, ParqueueError } from '../api/errors.ts';

/** What comlink sends of something thrown, and the code of an error of ours. */
interface Sent {
  readonly value: { readonly message: string };
  readonly code?: ErrorCode;
}

let isCarrying = false;

/**
 * Has errors of ours keep their class and code between page and worker; called on both ends. Of an error comlink itself carries message,
 * name and stack alone.
 */
export function carryErrors(): void {
  const plain = transferHandlers.get('throw') as TransferHandler<{ value: unknown }, Sent> | undefined;
  if (plain === undefined || isCarrying) return;
  isCarrying = true;
  transferHandlers.set('throw', {
    canHandle: plain.canHandle,
    serialize(thrown) {
      const [sent, moved] = plain.serialize(thrown);
      return [thrown.value instanceof ParqueueError ? { ...sent, code: thrown.value.code } : sent, moved];
    },
    deserialize(sent) {
      if (sent.code !== undefined) throw new ParqueueError(sent.code, sent.value.message);
      return plain.deserialize(sent);
    },
  } satisfies TransferHandler<{ value: unknown }, Sent>);
}
