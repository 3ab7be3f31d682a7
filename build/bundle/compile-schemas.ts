import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import standaloneCode from 'ajv/dist/standalone/index.js';
import type { OnLoadResult, Plugin } from 'esbuild';
import type { TSchema } from 'typebox';
import { createAjv, plain } from '../../catalog/validator.ts';

const SCHEMA_FILE = /\.schema\.ts$/;

/**
 * Replaces a file `<name>.schema.ts`, which exports a TypeBox schema `<name>Schema` and its validator `validate<Name>`,
 * by the validator compiled by Ajv, as `compileCatalog` does for event types.
 */
export function compileSchemas(): Plugin {
  const known = new Map<string, { readonly source: string; readonly contents: string }>();
  return {
    name: 'compile-schemas',
    setup(build) {
      build.onLoad({ filter: SCHEMA_FILE }, async ({ path: file }) => {
        const source = await readFile(file, 'utf8');
        const before = known.get(file);
        if (before?.source === source) return loaded(before.contents);
        // Node imports a module once for each URL, so a changed file needs another URL.
        const version = before === undefined ? '' : `?${hash('sha256', source)}`;
        const exported: Readonly<Record<string, unknown>> = await import(`${pathToFileURL(file).href}${version}`);
        const contents = Object.entries(exported)
          .filter(([name]) => name.endsWith('Schema'))
          .map(([name, schema]) => compiledValidator(name.slice(0, -'Schema'.length), schema as TSchema))
          .join('\n');
        known.set(file, { source, contents });
        return loaded(contents);
      });
    },
  };
}

function loaded(contents: string): OnLoadResult {
  return { contents, loader: 'js', resolveDir: import.meta.dirname };
}

function compiledValidator(name: string, schema: TSchema): string {
  const ajv = createAjv({ code: { source: true, esm: true, lines: true } });
  ajv.addSchema(plain(schema), 'schema');
  const validator = standaloneCode.default(ajv, { [`${name}Check`]: 'schema' });
  const exportedName = `validate${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return `
import { explain } from '../../catalog/explain.ts';
${validator.replaceAll(/export const /g, 'const ')}
export const ${exportedName} = (value) => ${name}Check(value) ? undefined : explain(${name}Check.errors, value);
`;
}
