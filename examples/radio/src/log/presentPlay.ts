import { isRecord } from '@parqueue/example-recorder/parseJson';
import { count, formatDuration } from '@parqueue/example-recorder/words';

/** A play as the list shows it. */
export interface PresentedPlay {
  readonly title: string;
  readonly artist: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly isOpen: boolean;
  /** How much of it was heard, and why it ended. */
  readonly facts: string;
  /** What went wrong, where anything did. */
  readonly trouble?: string;
  /** The part of the track that was heard, from 0 to 1. */
  readonly heard: number;
}

const REASONS: Readonly<Record<string, string>> = {
  ended: 'to its end',
  stopped: 'stopped',
  replaced: 'another was chosen',
  failed: 'failed',
  page_left: 'the page was left',
  abandoned: 'cut off, ended by the next visit',
};

/** A play from the columns of its row. */
export function presentPlay(values: Readonly<Record<string, unknown>>, isCurrent: boolean): PresentedPlay {
  const metadata = isRecord(values['metadata']) ? values['metadata'] : {};
  const isOpen = !isNumber(values['ended_at']);
  const playedS = numberOf(metadata['played_seconds']);
  const expectedS = numberOf(values['expected_duration_seconds']);
  const trouble = troubleOf(values, metadata);
  const reason = String(metadata['end_reason'] ?? '');
  const heardWords = `${formatDuration(playedS)}${expectedS > 0 ? ` of ${formatDuration(expectedS)}` : ''}`;
  return {
    title: textOf(values['title']) || 'Untitled',
    artist: textOf(values['artist']),
    startedAt: numberOf(values['started_at']),
    isOpen,
    facts: isOpen
      ? isCurrent
        ? 'Playing'
        : 'Left open by a page that is gone'
      : [heardWords, REASONS[reason] ?? reason].filter(Boolean).join(' · '),
    ...(trouble === '' ? {} : { trouble }),
    heard: expectedS > 0 ? Math.min(1, playedS / expectedS) : 0,
  };
}

function troubleOf(
  values: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>>,
): string {
  const stalls = numberOf(metadata['stall_count']);
  const stalledS = numberOf(metadata['stalled_seconds']);
  return [
    ...(stalls > 0 ? [`${count(stalls, 'stall')}, ${stalledS.toFixed(1)} s`] : []),
    ...(values['had_errors'] === true ? [textOf(values['error_message']) || 'an error'] : []),
  ].join(' · ');
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const numberOf = (value: unknown): number => (isNumber(value) && Number.isFinite(value) ? value : 0);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
