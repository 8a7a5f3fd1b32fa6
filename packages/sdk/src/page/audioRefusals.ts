import { ParqueueError } from '../api/errors.ts';

/** Why nothing is recorded: it would be among the dead letters. */
export const audioRefused = (): ParqueueError =>
  new ParqueueError('audio_refused', 'the relay takes no audio; rows go on without');

/** @throws {ParqueueError} `audio_unsupported`, where there is a reason. */
export function throwIfRefused(reason: string | undefined): void {
  if (reason !== undefined) throw new ParqueueError('audio_unsupported', `there is no audio here: ${reason}`);
}
