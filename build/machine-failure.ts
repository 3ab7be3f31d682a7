/** Node's file system calls. EACCES of `listen` or EPERM of `kill` have other remedies. */
const FILE_CALL = /^(open|read|write|mkdir|mkdtemp|link|symlink|rename|copyfile|unlink|rm|rmdir|scandir|chmod)$/;

/**
 * Describes what the machine lacks, and the remedy: a full disk, a directory that is not writable, packages that are
 * not installed. `undefined` for any other error. Identifies errors by codes and texts, because they cross threads, and
 * esbuild's errors have only a text.
 */
export function machineFailure(error: Error): string | undefined {
  const { code = '', path, syscall = '' } = error as NodeJS.ErrnoException;
  const text = error.message;
  if (/inotify|^watch$/.test(syscall) || /file watchers/.test(text)) {
    return `${text}. Give --no-watch, or raise the limit (Linux: sysctl fs.inotify.max_user_watches).`;
  }
  if (code === 'EMFILE' || code === 'ENFILE') {
    return `${text}. Raise the number of files that a process may open (ulimit -n 4096), or give --no-watch.`;
  }
  if (/^(ENOSPC|EDQUOT)$/.test(code) || /no space left on device|disk quota exceeded/i.test(text)) {
    return `${named(text, path)}: the disk is full. Make space there, or set TMPDIR to a directory on another disk.`;
  }
  if (
    (/^(EROFS|EACCES|EPERM)$/.test(code) && FILE_CALL.test(syscall)) ||
    /read-only file system|permission denied/i.test(text)
  ) {
    return `${named(text, path)}: this user may not open or write it. Change its owner or mode (chown, chmod), or work in a copy of the checkout that you may write.`;
  }
  if (/^(ERR_)?MODULE_NOT_FOUND$/.test(code) || /needed by esbuild/.test(text)) {
    const [, name] = /(?:package|module) ["']((?:@[^/"']+\/)?[^@./"'][^/"']*)/.exec(text) ?? [];
    if (name === undefined) return undefined;
    return `node_modules is incomplete: no ${name}. Run "npm ci".`;
  }
  return undefined;
}

/** The error's own first line, with the path if the line does not contain it. */
function named(text: string, path: string | undefined): string {
  const line =
    text.split('\n').find((one) => /ENOSPC|EDQUOT|EROFS|EACCES|EPERM|: .*(space|quota|read-only|denied)/i.test(one)) ??
    text;
  return path === undefined || line.includes(path) ? line : `${line} (${path})`;
}
