import { WORKS, type Work } from './works.ts';

let prepared: (() => number) | undefined;

/** POST with a file prepares the work that the path names; GET `?rounds=` does it so often. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === 'POST')
      prepared = WORKS[pathname.slice(1) as Work](new Uint8Array(await request.arrayBuffer()));
    let sizeBytes = 0;
    for (let round = 0; round < Number(searchParams.get('rounds') ?? 0); round++)
      sizeBytes = prepared?.() ?? 0;
    return Response.json({ sizeBytes });
  },
};
