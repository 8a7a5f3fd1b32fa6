/** What a cache knows of itself, in tables of its own beside the rows. */
export const CACHE_TABLES = `
  CREATE SCHEMA IF NOT EXISTS parqueue;
  CREATE TABLE IF NOT EXISTS parqueue.meta (key VARCHAR PRIMARY KEY, value VARCHAR);
  CREATE TABLE IF NOT EXISTS parqueue.files (
    path VARCHAR PRIMARY KEY, oid VARCHAR, size_bytes BIGINT, table_name VARCHAR, local_path VARCHAR, is_slim BOOLEAN, problem VARCHAR
  );
  CREATE TABLE IF NOT EXISTS parqueue.tables (
    name VARCHAR PRIMARY KEY, format VARCHAR, has_revisions BOOLEAN, time_column VARCHAR, media_columns VARCHAR[], rank INTEGER
  );
  CREATE TABLE IF NOT EXISTS parqueue.declared (table_name VARCHAR, name VARCHAR, type VARCHAR, rank INTEGER);
  CREATE TABLE IF NOT EXISTS parqueue.drift (said VARCHAR PRIMARY KEY);
`;
