/** Bytes that are no struct of the compact protocol, or more of one than is allowed. */
export class ThriftError extends Error {
  override readonly name = 'ThriftError';
}
