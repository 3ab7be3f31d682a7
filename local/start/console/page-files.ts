import path from 'node:path';
import type { GatewayAnswer } from '../../aws/services/gateway/http.ts';
import { PALETTE } from './palette.ts';

const ENTRY = path.join(import.meta.dirname, 'page/main.tsx');
export const CONSOLE_PATH = '/local/console/';

/** Only what this server sends runs and is loaded; nothing may frame the page or send a form elsewhere (CSP Level 3). */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Cairn console</title>
<link rel="icon" type="image/svg+xml" href="${CONSOLE_PATH}icon.svg">
<link rel="stylesheet" href="${CONSOLE_PATH}console.css">
<script type="module" src="${CONSOLE_PATH}console.js"></script>
</head>
<body>
<noscript>The console needs JavaScript. The same figures are in /local/stats, /local/alarms and /metrics.</noscript>
<div id="console"></div>
</body>
</html>
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="#2563a8"><ellipse cx="16" cy="25" rx="12" ry="5"/><ellipse cx="16" cy="15.5" rx="8.5" ry="4.5" fill="#7fb2e5"/><ellipse cx="16" cy="7.5" rx="5" ry="3.5"/></g></svg>`;

/** The code and the style of the page. */
export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

/** Bundles the page. @throws esbuild's BuildFailure, which names file and line */
export async function bundlePage(): Promise<PageBundle> {
  // Loaded by the first page: most runs of tests and tools have none.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    outdir: path.join(import.meta.dirname, 'out'),
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  const text = (extension: string): string => outputFiles.find((file) => file.path.endsWith(extension))?.text ?? '';
  return { script: text('.js'), style: PALETTE + text('.css') };
}

/** Serves the page and what it loads. The bundle is made for the first request of it, and kept. */
export class PageFiles {
  #bundle: Promise<PageBundle> | undefined;

  /** `undefined` of a path that is none of the page's. */
  async answer(requested: string): Promise<GatewayAnswer | undefined> {
    switch (requested) {
      case '/':
        // Its script is asked for next.
        void this.#bundled().catch(() => {});
        return file('text/html; charset=utf-8', HTML);
      case `${CONSOLE_PATH}icon.svg`:
        return file('image/svg+xml', ICON);
      case `${CONSOLE_PATH}console.js`:
        return file('text/javascript; charset=utf-8', (await this.#bundled()).script);
      case `${CONSOLE_PATH}console.css`:
        return file('text/css; charset=utf-8', (await this.#bundled()).style);
      default:
        return undefined;
    }
  }

  #bundled(): Promise<PageBundle> {
    this.#bundle ??= bundlePage();
    return this.#bundle;
  }
}

function file(type: string, body: string): GatewayAnswer {
  return {
    status: 200,
    headers: [
      ['content-type', type],
      ['content-security-policy', POLICY],
      ['x-content-type-options', 'nosniff'],
      ['referrer-policy', 'no-referrer'],
      ['cross-origin-resource-policy', 'same-origin'],
      ['cache-control', 'no-cache'],
    ],
    body,
  };
}
