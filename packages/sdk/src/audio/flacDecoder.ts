import type { FlacModule } from './flacModule.ts';
import { parseStreamInfo, type StreamInfo } from './streamInfo.ts';

export interface DecodedFlac {
  readonly pcm: Int16Array<ArrayBuffer>;
  /** As the file states it: totals may be unknown (see {@link StreamInfo}). */
  readonly streamInfo: StreamInfo;
}

/**
 * Decodes a whole FLAC file of 16-bit mono PCM. Throws a TypeError for bytes that are not such a file and for damage: a frame with
 * a wrong checksum, a cut end, or PCM that does not have the MD5 that the header states.
 */
export function decodeFlac(flac: FlacModule, bytes: Uint8Array): DecodedFlac {
  const streamInfo = parseStreamInfo(bytes);
  const { bitsPerSample, channelCount } = streamInfo;
  if (bitsPerSample !== 16 || channelCount !== 1) {
    throw new TypeError(`FLAC: expected 16-bit mono, got ${bitsPerSample}-bit with ${channelCount} channels`);
  }
  const pcm = joinPcm(runDecoder(flac, bytes));
  if (streamInfo.sampleCount !== 0 && streamInfo.sampleCount !== pcm.length) {
    throw new TypeError(
      `FLAC: the header states ${streamInfo.sampleCount} samples, the frames hold ${pcm.length}`,
    );
  }
  return { pcm, streamInfo };
}

/** The PCM of each frame. */
function runDecoder(flac: FlacModule, bytes: Uint8Array): Int16Array[] {
  const decoder = flac.create_libflac_decoder(true);
  if (decoder === 0) throw new Error('FLAC decoder: no memory');
  const blocks: Int16Array[] = [];
  const errors: string[] = [];
  let at = 0;
  try {
    const status = flac.init_decoder_stream(
      decoder,
      (maxBytes) => {
        const buffer = bytes.subarray(at, at + maxBytes);
        at += buffer.length;
        return { buffer, readDataLength: buffer.length };
      },
      ([channel]) => {
        if (channel) blocks.push(new Int16Array(channel.buffer, channel.byteOffset, channel.length / 2));
      },
      (_code, name) => errors.push(name.replace('FLAC__STREAM_DECODER_ERROR_STATUS_', '')),
    );
    if (status !== 0) throw new Error(`FLAC decoder: refused with status ${status}`);
    const isWhole = Boolean(flac.FLAC__stream_decoder_process_until_end_of_stream(decoder));
    // With a stated MD5, `finish` fails where the PCM has another one.
    const isVerified = Boolean(flac.FLAC__stream_decoder_finish(decoder));
    if (errors.length > 0) throw new TypeError(`FLAC: damaged (${[...new Set(errors)].join(', ')})`);
    if (!isWhole) throw new TypeError('FLAC: damaged');
    if (!isVerified) throw new TypeError('FLAC: the PCM does not have the MD5 that the header states');
    return blocks;
  } finally {
    flac.FLAC__stream_decoder_delete(decoder);
  }
}

function joinPcm(blocks: readonly Int16Array[]): Int16Array<ArrayBuffer> {
  const pcm = new Int16Array(blocks.reduce((count, block) => count + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    pcm.set(block, at);
    at += block.length;
  }
  return pcm;
}
