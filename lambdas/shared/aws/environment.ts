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
