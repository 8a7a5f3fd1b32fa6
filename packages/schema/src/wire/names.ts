export { NAME_PATTERN } from '../table/name.ts';

/** UUIDv7 (RFC 9562 §5.7), lower case: shards, rows, recordings, clients. */
export const UUID7_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The id of a row that comes without the SDK: a UUID of any version, or a key that its sender has anyway. */
export const ROW_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

export const SHA256_PATTERN = /^[0-9a-f]{64}$/;
