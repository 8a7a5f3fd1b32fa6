/** A promise that nobody has to listen to: where it rejects, the page hears of it only by asking. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
