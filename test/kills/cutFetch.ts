import { request } from 'node:http';

/**
 * A `fetch` whose upload is met by something: when half of its body was written, or all of it. Other calls go as usual.
 *
 * @param strike what meets it; it does not come back to the upload, which goes on as far as it can
 */
export const cutFetch =
  (at: 'half' | 'whole', strike: () => void): typeof fetch =>
  (input, init = {}) => {
    const { body } = init;
    if (init.method !== 'PUT' || !(body instanceof Uint8Array)) return fetch(input, init);
    return new Promise((resolve, reject) => {
      const headers = Object.fromEntries([
        ...new Headers(init.headers),
        ['content-length', `${body.length}`],
      ]);
      const sending = request(String(input), { method: 'PUT', headers });
      sending.on('error', reject);
      sending.on('response', async (incoming) => {
        const chunks: Buffer[] = [];
        try {
          for await (const chunk of incoming) chunks.push(chunk as Buffer);
          resolve(new Response(Buffer.concat(chunks), { status: incoming.statusCode ?? 0 }));
        } catch (error) {
          reject(error);
        }
      });
      const half = at === 'half' ? Math.ceil(body.length / 2) : body.length;
      sending.write(body.subarray(0, half), () => {
        strike();
        sending.end(body.subarray(half));
      });
    });
  };
