/** A setting that the stack gives its functions. @throws at start, naming it, so that a wrong deploy fails at once. */
export function requiredSetting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** A list of words that the stack may give. @default none */
export function optionalList(name: string): readonly string[] {
  return (process.env[name] ?? '').split(' ').filter((word) => word !== '');
}

/** A whole number that the stack may give. @throws at start, naming it, where it is none */
export function optionalCount(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`the environment variable ${name} is no whole number from 1: ${text}`);
  return Number(text);
}
