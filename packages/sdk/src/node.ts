export type * from './api/audio.ts';
