/** WASM out of text (gzip, in base64), as a response, so that it is compiled while it is unpacked. */
export function unpackWasm(text: string): Response {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream, { headers: { 'content-type': 'application/wasm' } });
}
