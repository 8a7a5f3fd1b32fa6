import { zonedText } from '../windows/zonedTime.ts';

/** A line of `log_line`. */
export interface LoggedLine {
  readonly time: Date | null;
  readonly logger: string | null;
  readonly level: string | null;
  readonly message: string | null;
}

/** `[2025-11-27 14:09:15] [pipeline] [INFO] ▶️ Stage demux: STARTING`, in the zone. Further lines of a message are indented, so that none passes for a line of the log. */
export function logText(
  { time, logger, level, message }: LoggedLine,
  { tz, hasEmoji = true }: { tz: string; hasEmoji?: boolean },
): string {
  const at = time === null ? '–' : zonedText(time.getTime(), tz);
  const said = (message ?? '').replace(/\r\n?|\n/g, '\n    ');
  return `[${at}] [${logger ?? '–'}] [${level ?? '–'}] ${hasEmoji ? said : withoutMarker(said)}`.trimEnd();
}

/** Without the emoji that the recorder puts before messages. */
const withoutMarker = (text: string): string => text.replace(/^(▶️?|📥|📤|✅|❌|⏭️?|📋|⚠️?)\s*/u, '');

/** How much a level matters, as SQL; one that is unknown counts as INFO. */
export const LEVEL_SQL = `CASE upper(level) WHEN 'DEBUG' THEN 10 WHEN 'TRACE' THEN 10 WHEN 'WARNING' THEN 30 WHEN 'WARN' THEN 30
  WHEN 'ERROR' THEN 40 WHEN 'CRITICAL' THEN 50 ELSE 20 END`;

export const LEVEL_WEIGHTS: Readonly<Record<string, number>> = {
  DEBUG: 10,
  INFO: 20,
  WARNING: 30,
  ERROR: 40,
  CRITICAL: 50,
};
