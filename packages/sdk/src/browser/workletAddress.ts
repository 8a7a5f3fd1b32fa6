/** Where the recorder's worklet is served: where the page says, or beside its worker; undefined where it comes out of the package. */
export function workletAddress({
  workerUrl,
  workletUrl,
}: {
  readonly workerUrl?: string | URL;
  readonly workletUrl?: string | URL;
}): string | undefined {
  if (workletUrl !== undefined || workerUrl === undefined) return workletUrl?.toString();
  return new URL('worklet.js', new URL(workerUrl, document.baseURI)).href;
}
