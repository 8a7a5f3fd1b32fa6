import { ParqueueError } from '@parqueue/sdk';

/** Why there is no recording, with what to do about it. */
export interface MicrophoneProblem {
  readonly kind: 'refused' | 'none' | 'busy' | 'unsupported' | 'failed';
  readonly title: string;
  readonly advice: string;
}

const PROBLEMS = {
  microphone_refused: {
    kind: 'refused',
    title: 'The microphone is not allowed',
    advice: 'Allow it in the browser’s site settings, then press Record again.',
  },
  no_microphone: {
    kind: 'none',
    title: 'No microphone found',
    advice: 'Plug one in or switch one on, then press Record again.',
  },
  microphone_busy: {
    kind: 'busy',
    title: 'The microphone is in use',
    advice: 'Close what else listens, then press Record again.',
  },
  audio_unsupported: {
    kind: 'unsupported',
    title: 'Recording is not possible here',
    advice: 'Open the page over https in a current Chrome, Edge, Firefox or Safari.',
  },
  storage_full: {
    kind: 'failed',
    title: 'No room for another recording',
    advice: 'Those that wait on this device are sent first. Press Record again once they are.',
  },
} as const satisfies Record<string, MicrophoneProblem>;

/** The problem behind what `log.record` threw. */
export function microphoneProblem(error: unknown): MicrophoneProblem {
  const code = error instanceof ParqueueError ? error.code : '';
  if (code in PROBLEMS) return PROBLEMS[code as keyof typeof PROBLEMS];
  return {
    kind: 'failed',
    title: 'Recording failed',
    advice: `Press Record to try again. The reason given: ${messageOf(error)}`,
  };
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
