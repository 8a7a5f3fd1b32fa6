// The bundler knows the file by this name: `alias` in wrangler.toml says which one it is.
import * as exported from 'parqueue.tables';
import { readTables } from './readTables.ts';

/** The tables that this relay serves, by name. */
export const servedTables = readTables(exported);
