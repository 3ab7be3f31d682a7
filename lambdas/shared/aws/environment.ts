/**
 * A setting that the stack must give its functions.
 * @throws at start, with the setting's name, so that a wrong deployment fails at once
 */
export function requiredSetting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** An optional setting: words separated by spaces. @default none */
export function optionalList(name: string): readonly string[] {
  return (process.env[name] ?? '').split(' ').filter((word) => word !== '');
}

/** An optional setting: a whole number. @throws at start, with the setting's name, if it is not a whole number */
export function optionalCount(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`the environment variable ${name} is no whole number from 1: ${text}`);
  return Number(text);
}
