import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';

/** Prometheus's own words, in version 2 and 3. */
const LISTENS = /msg="Listening on".* address=(\S+)/;
const READY = 'Server is ready to receive web requests';
/** Lines of its log that are kept for the message of a failed start. */
const LAST_LINES = 5;

export interface RunningPrometheus {
  /** On loopback, such as `http://127.0.0.1:36117`. */
  readonly url: string;
  /** Resolves when it has ended, by itself or by `stop`. */
  readonly ended: Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** Folder of its data, which then stays. @default a temporary one */
  readonly dataFolder?: string;
  /** For how long it keeps data, in its own words. @default its own 15 days */
  readonly retention?: string;
}

/**
 * Starts a Prometheus on a free port of loopback, with its data in a temporary folder.
 * @param config of Prometheus; paths in it are absolute
 * @throws Error with the end of its log if it does not start
 */
export async function runPrometheus(
  program: string,
  config: object,
  { dataFolder, retention }: PrometheusOptions = {},
): Promise<RunningPrometheus> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cairn-prometheus-'));
  const configFile = path.join(folder, 'prometheus.yml');
  writeFileSync(configFile, stringify(config));
  const child = spawn(
    program,
    [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${dataFolder ?? path.join(folder, 'data')}`,
      ...(retention === undefined ? [] : [`--storage.tsdb.retention.time=${retention}`]),
      '--web.listen-address=127.0.0.1:0',
      '--log.level=info',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      rmSync(folder, { recursive: true, force: true });
      resolve();
    });
  });
  const url = await addressOf(child);
  return {
    url,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const log: string[] = [];
    let address: string | undefined;
    const read = (chunk: Buffer): void => {
      log.push(...chunk.toString().split('\n').filter(Boolean));
      const text = log.join('\n');
      address ??= LISTENS.exec(text)?.[1];
      if (address !== undefined && text.includes(READY)) resolve(`http://${address}`);
      log.splice(0, log.length - LAST_LINES);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('close', (code) => {
      reject(new Error(`prometheus ended with code ${code}:\n${log.join('\n')}`));
    });
  });
}
