import speechUrl from '../../../test/data/speech-16k.flac?url';

/** Real speech, 15.4 s at 16 kHz: the FLAC file, and its samples from -1 to 1. */
export async function fetchSpeech(): Promise<{ readonly file: Blob; readonly samples: Float32Array }> {
  const file = await (await fetch(speechUrl)).blob();
  const context = new OfflineAudioContext({ length: 1, sampleRate: 16_000 });
  const decoded = await context.decodeAudioData(await file.arrayBuffer());
  return { file, samples: decoded.getChannelData(0) };
}
