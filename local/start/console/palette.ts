/**
 * The colours of all our pages, light or dark by the reader's setting. Colours of parts also differ in lightness, so that a
 * reader can distinguish them without hue.
 */
export const PALETTE = `
:root{color-scheme:light dark;--back:#fff;--text:#1c2127;--soft:#5b6570;--rule:#d5dae0;--card:#f5f7f9;--good:#1a7f4b;--warn:#b26a00;--bad:#c62f2f;
--c1:#2563a8;--c2:#7fb2e5;--c3:#0f766e;--c4:#d8a21b;--c5:#b3541e;--c6:#6b4fa0}
@media (prefers-color-scheme:dark){:root{--back:#14181d;--text:#e8ecf0;--soft:#a3adb8;--rule:#343c45;--card:#1d232a;--good:#5cc98f;--warn:#e0a33a;--bad:#f07a72;
--c1:#5b9bdf;--c2:#a9cdf2;--c3:#3fb5a8;--c4:#e6c04f;--c5:#e08a50;--c6:#a68be0}}
`;
