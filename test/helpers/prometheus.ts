import { homedir } from 'node:os';
import path from 'node:path';
import { onPath } from '../../tools/monitoring/find-prometheus.ts';

/** Installs both where that is possible. */
export const INSTALL_PROMETHEUS = 'test/monitoring/install';

const { HOME = homedir(), XDG_CACHE_HOME = path.join(HOME, '.cache'), PATH = '' } = process.env;
const { CAIRN_CACHE = path.join(XDG_CACHE_HOME, 'cairn') } = process.env;

/** PATH, and after it where the install script puts the programs. */
export const PROMETHEUS_PATH = [PATH, path.join(CAIRN_CACHE, 'prometheus/usr/bin')].join(path.delimiter);

/** `undefined` where it is not installed. */
export const PROMETHEUS = onPath('prometheus', PROMETHEUS_PATH);
export const PROMTOOL = onPath('promtool', PROMETHEUS_PATH);
