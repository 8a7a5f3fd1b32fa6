import type { CommandDefinition } from './commandDefinition.ts';
import { recordingsList } from './recordingsList.ts';
import { recordingsPlay, recordingsSave } from './recordingsSave.ts';
import { recordingsShow } from './recordingsShow.ts';

/** Recordings and what is known of them. */
export const recordings: CommandDefinition = {
  name: 'recordings',
  summary: 'recordings: which there are, what was found in them, and their sound',
  examples: [
    ['parqueue recordings list --days 7', 'those of a week'],
    ['parqueue recordings save --days 1 --output-dir heard', 'the sound of a day, as FLAC'],
  ],
  children: [recordingsList, recordingsPlay, recordingsSave, recordingsShow],
};
