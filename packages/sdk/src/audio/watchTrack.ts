import type { CaptureInterruption } from './capture.ts';

/** The track that is captured. Throws a TypeError where there is none. */
export function audioTrackOf(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getAudioTracks();
  if (track === undefined) throw new TypeError('capture: the stream has no audio track');
  return track;
}

/** Reports what happens to the device, until the signal ends it. */
export function watchTrack(
  track: MediaStreamTrack,
  report: (interruption: CaptureInterruption) => void,
  signal: AbortSignal,
): void {
  track.addEventListener('ended', () => report({ kind: 'ended' }), { signal });
  track.addEventListener('mute', () => report({ kind: 'muted' }), { signal });
  track.addEventListener('unmute', () => report({ kind: 'unmuted' }), { signal });
}
