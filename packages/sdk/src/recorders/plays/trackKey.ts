import type { PlayTrack } from './playRecorder.ts';

/**
 * The key by which plays of one track are found: `artist - title`, in lower case and with one blank where there were several. Marks that
 * only look different count as the same: full-width letters, curly quotes, long dashes, invisible characters. Without an artist it is the
 * title alone, and the other way round; without both it is `''`.
 *
 * @example
 * ```ts
 * import { trackKey } from '@parqueue/sdk/plays';
 *
 * trackKey({ artist: 'The Beatles', title: ' Hey  Jude ' }); // 'the beatles - hey jude'
 * ```
 */
export function trackKey(track: Pick<PlayTrack, 'artist' | 'title'>): string {
  return [track.artist, track.title].map(normalized).filter(Boolean).join(' - ');
}

/** Format characters (zero-width, direction marks) but not the joiner and non-joiner, which are part of how Persian is written. */
const INVISIBLE = /(?![\u200C\u200D])\p{Cf}/gu;

function normalized(text: string | null | undefined): string {
  return `${text ?? ''}`
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/[\u2018\u2019\u201B\u02BC]/g, "'")
    .replace(/[\u201C\u201D\u201E]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
