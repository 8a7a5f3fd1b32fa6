import { ByteWriter } from 'hyparquet-writer';
import { concatenate } from '../base/concatenate.ts';

/** From this size on, laying a page aside is cheaper than copying it into a buffer that grows. */
const LARGE_PAGE_BYTES = 65_536;

/**
 * The bytes of a file while hyparquet-writer writes it. A large page, such as one of audio, is kept as it was handed over, which is in a
 * buffer of its own, and copied once: into the finished file.
 */
export class LightFileBytes extends ByteWriter {
  #pieces: Uint8Array[] = [];

  override appendBytes(value: Uint8Array): void {
    if (value.length < LARGE_PAGE_BYTES) {
      super.appendBytes(value);
      return;
    }
    this.#pieces.push(this.#takeBuffered(), value);
    this.offset += value.length;
  }

  /** The whole file. */
  concatenated(): Uint8Array<ArrayBuffer> {
    return concatenate([...this.#pieces, this.#takeBuffered()]);
  }

  #takeBuffered(): Uint8Array {
    const buffered = new Uint8Array(this.buffer).slice(0, this.index);
    this.index = 0;
    return buffered;
  }
}
