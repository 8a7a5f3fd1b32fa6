import { zonedText } from './zonedTime.ts';

/** `20260203_015045`, by the zone's clock: for names of files. */
export const fileStamp = (atMs: number, tz: string): string =>
  zonedText(atMs, tz).replace(/[-:]/g, '').replace(' ', '_');
