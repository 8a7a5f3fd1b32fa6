export { NAME_PATTERN } from '../table/name.ts';

/** UUIDv7 (RFC 9562 §5.7), lower case: shards, rows, recordings, clients. */
export const UUID7_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const SHA256_PATTERN = /^[0-9a-f]{64}$/;
