/** Names of tables and datasets (the relay's key, not the repo), as they stand in URLs, paths and cards. */
export const NAME_PATTERN = /^[a-z0-9][a-z0-9_-]{0,63}$/;
