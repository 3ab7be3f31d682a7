import { spawn } from 'node:child_process';

/** What a command prints. @throws Error with the end of its output where it fails */
export function output(directory: string, [command = '', ...args]: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let both = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      both += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      both += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(text);
      else
        reject(
          new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${both.split('\n').slice(-200).join('\n')}`),
        );
    });
  });
}
