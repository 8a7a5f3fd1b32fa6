import type { HubUpload } from './hubClient.ts';

/**
 * A Blob whose bytes stay where they are until somebody reads them.
 *
 * `@huggingface/hub` takes Blobs only. Made of bytes, those of a commit would have to be in memory together; a Worker has 128 MB.
 */
export class UploadBlob extends Blob {
  readonly #upload: HubUpload;
  readonly #start: number;
  readonly #end: number;

  constructor(upload: HubUpload, start = 0, end = upload.sizeBytes) {
    super();
    this.#upload = upload;
    this.#start = start;
    this.#end = end;
  }

  override get size(): number {
    return this.#end - this.#start;
  }

  override slice(start = 0, end = this.size): UploadBlob {
    const within = (at: number): number =>
      this.#start + Math.min(this.size, Math.max(0, at < 0 ? this.size + at : at));
    return new UploadBlob(this.#upload, within(start), Math.max(within(start), within(end)));
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#upload.read(this.#start, this.#end).buffer;
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.arrayBuffer());
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = this.#start;
    return new ReadableStream({
      pull: (controller) => {
        if (at >= this.#end) return controller.close();
        const next = Math.min(this.#end, at + READ_BYTES);
        controller.enqueue(this.#upload.read(at, next));
        at = next;
      },
    });
  }
}

/** A part of a file that is in memory at a time: as much as the spool keeps in one piece. */
const READ_BYTES = 256_000;
