/**
 * Reads one variable: what is wrong with it is noted, to be told with all else that is wrong, and gives undefined.
 *
 * @param parse throws what is wrong, to be read after the variable's name: `is no URL`
 * @param fallback stands for a variable that is not set; without it, the variable has to be
 */
export type ReadVariable = <T>(name: string, parse: (text: string) => T, fallback?: string) => T | undefined;

/** By name, what to put into a variable that is wrong. */
export type ExpectedVariables = Readonly<Record<string, string>>;

/** Whether each part could be read. */
export const isComplete = <T extends object>(
  partial: T,
): partial is T & { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.values(partial).every((value) => value !== undefined);
