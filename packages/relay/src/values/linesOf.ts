import type { ByteSource } from '../parquet/byteSource.ts';
import { joinBytes } from '../parquet/joinBytes.ts';

const WINDOW_BYTES = 1024 * 1024;
const LINE_FEED = 10;

/** The lines of a file without their ends, in order; what does not end with a line feed is given as the last, with `isWhole` false. */
export function* linesOf(
  source: ByteSource,
): Generator<{ readonly bytes: Uint8Array; readonly isWhole: boolean }> {
  /** Of a line that began in a window before. */
  let begun: Uint8Array[] = [];
  for (let at = 0; at < source.sizeBytes; at += WINDOW_BYTES) {
    const window = source.read(at, Math.min(source.sizeBytes, at + WINDOW_BYTES));
    let start = 0;
    for (let end = window.indexOf(LINE_FEED); end >= 0; end = window.indexOf(LINE_FEED, start)) {
      yield { bytes: joinBytes([...begun, window.subarray(start, end)]), isWhole: true };
      begun = [];
      start = end + 1;
    }
    if (start < window.length) begun.push(window.slice(start));
  }
  if (begun.length > 0) yield { bytes: joinBytes(begun), isWhole: false };
}
