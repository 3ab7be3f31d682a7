// Stands in for the Lambda Node.js runtime: loads a function, then runs it once for each
// message that arrives on a socket. Started as `node runtime.mjs SOCKET_FD`, in the folder
// of the function's code. Messages in both directions are lines of JSON.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, types } from 'node:util';

const require = createRequire(import.meta.url);
const { env } = process;
const taskRoot = env.LAMBDA_TASK_ROOT;
const runtimeVersion = Number(env.AWS_EXECUTION_ENV?.match(/nodejs(\d+)/)?.[1]);

// Node.js 24 removed the callback from the programming model, and with it the wait for an
// empty event loop and the methods done, succeed and fail of the context.
const hasCallbacks = runtimeVersion < 24;

class RuntimeError extends Error {
  constructor(name, message) {
    super(message);
    this.name = `Runtime.${name}`;
  }
}

// Messages

const socket = new Socket({ fd: Number(process.argv[2]), readable: true, writable: true });
const send = (message, then) => socket.write(`${JSON.stringify(message)}\n`, then);

let received = '';
socket.setEncoding('utf8');
socket.on('data', (chunk) => {
  received += chunk;
  if (!chunk.includes('\n')) return;
  const lines = received.split('\n');
  received = lines.pop();
  for (const line of lines) invoke(JSON.parse(line));
});
socket.on('error', () => process.exit());
socket.on('close', () => process.exit());

function toErrorPayload(error) {
  if (types.isNativeError(error)) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: String(error.stack ?? '').split('\n'),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

// Logs

const logAsJson = env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const lowestLevel = logAsJson ? Math.max(0, logLevels.indexOf((env.AWS_LAMBDA_LOG_LEVEL ?? 'info').toLowerCase())) : 0;

function describeErrors(_key, value) {
  if (!(value instanceof Error)) return value;
  return {
    errorType: value.name,
    errorMessage: value.message,
    stackTrace: String(value.stack).split('\n'),
    ...value,
  };
}

function formatJson(level, args) {
  const entry = { timestamp: new Date().toISOString(), level, requestId: current?.id };
  if (args.length === 1) {
    try {
      return JSON.stringify({ ...entry, message: args[0] }, describeErrors);
    } catch {
      // A value that JSON cannot hold is logged as text.
    }
  }
  const error = args.slice(1).find((arg) => arg instanceof Error);
  return JSON.stringify({
    ...entry,
    message: format(...args),
    ...(error && describeErrors('', error)),
  });
}

function formatText(level, args) {
  return [new Date().toISOString(), current?.id, level, format(...args)].join('\t');
}

function log(level, ...args) {
  if (logLevels.indexOf(level.toLowerCase()) < lowestLevel) return;
  process.stdout.write(`${(logAsJson ? formatJson : formatText)(level, args)}\n`);
}

for (const level of logLevels) console[level] = (...args) => log(level.toUpperCase(), ...args);
console.log = console.info;

// Loading

function isInModulePackage(folder) {
  const manifest = path.join(folder, 'package.json');
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
  const parent = path.dirname(folder);
  return parent !== folder && path.basename(folder) !== 'node_modules' && isInModulePackage(parent);
}

function loadModule(name, moduleRoot) {
  const file = path.resolve(taskRoot, moduleRoot, name);
  const isModule = isInModulePackage(path.dirname(file));
  const candidates = [
    ['', false],
    ['.js', isModule],
    ['.mjs', true],
    ['.cjs', false],
  ];
  for (const [extension, asModule] of candidates) {
    if (!existsSync(file + extension)) continue;
    return asModule ? import(pathToFileURL(file + extension)) : require(file + extension);
  }
  return require(require.resolve(name, { paths: [taskRoot, path.resolve(taskRoot, moduleRoot)] }));
}

async function loadHandler(handler) {
  const { dir, base } = path.posix.parse(handler);
  const [, moduleName, exportPath] = base.match(/^([^.]*)\.(.*)$/) ?? [];
  if (handler.includes('..') || !moduleName) {
    throw new RuntimeError('MalformedHandlerName', `'${handler}' is not a valid handler name`);
  }

  let value;
  try {
    value = await loadModule(moduleName, dir);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('UserCodeSyntaxError', String(error));
    if (error?.code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError('ImportModuleError', String(error));
    }
    throw error;
  }

  for (const key of exportPath.split('.')) value = value?.[key];
  if (typeof value !== 'function') {
    const problem = value ? 'is not a function' : 'is undefined or not exported';
    throw new RuntimeError('HandlerNotFound', `${handler} ${problem}`);
  }
  if (!hasCallbacks && value.length >= 3) {
    throw new RuntimeError(
      'CallbackHandlerDeprecated',
      'Functions with a callback cannot run on Node.js 24 and later: return a promise instead',
    );
  }
  return value;
}

// Invocations

let handler;
let current; // the invocation in progress

function invoke(request) {
  env._X_AMZN_TRACE_ID = request.traceId;
  const invocation = { id: request.requestId, onIdle: undefined, isDone: false };
  current = invocation;

  // From here on, an event loop that runs empty means that the function has no more to do.
  socket.unref();

  const finish = (message) => {
    if (invocation.isDone) return;
    invocation.isDone = true;
    socket.ref();
    send(message);
  };
  const succeed = (result) => {
    let payload;
    try {
      payload = JSON.stringify(result) ?? 'null';
    } catch {
      fail(new Error('Unable to stringify response body'));
      return;
    }
    finish({ type: 'response', payload });
  };
  const fail = (error) => {
    if (invocation.isDone) return;
    log('ERROR', 'Invoke Error', JSON.stringify(error, describeErrors));
    finish({ type: 'error', error: toErrorPayload(error) });
  };

  const context = {
    awsRequestId: request.requestId,
    invokedFunctionArn: request.functionArn,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => request.deadline - Date.now(),
  };

  const event = JSON.parse(request.event || 'null');
  if (!hasCallbacks) {
    invocation.onIdle = () => fail(exitedEarly());
    Promise.resolve()
      .then(() => handler(event, context))
      .then(succeed, fail);
    return;
  }

  let isSettled = false;
  const once =
    (action) =>
    (...args) => {
      if (isSettled) return;
      isSettled = true;
      action(...args);
    };
  const done = once((error, result) => (error == null ? succeed(result) : fail(error)));
  const callback = once((error, result) => {
    if (error != null) fail(error);
    else if (context.callbackWaitsForEmptyEventLoop) invocation.onIdle = () => succeed(result);
    else succeed(result);
  });
  Object.assign(context, {
    callbackWaitsForEmptyEventLoop: true,
    done,
    succeed: (result) => done(null, result),
    fail: (error) => done(error ?? 'handled'),
  });

  // A function that is not async and never calls back succeeds with null.
  const isAsync = handler.constructor.name === 'AsyncFunction';
  invocation.onIdle = () => (isAsync ? fail(exitedEarly()) : succeed(null));
  try {
    const result = handler(event, context, callback);
    if (typeof result?.then === 'function') result.then(context.succeed, context.fail);
  } catch (error) {
    callback(error);
  }
}

function exitedEarly() {
  return new RuntimeError('NodeJsExit', 'The event loop ran empty before the promise of the function settled');
}

process.on('beforeExit', () => current?.onIdle?.());

// An error that nobody caught fails the invocation and ends the process.

function crash(error, exitCode) {
  log('ERROR', error.name, JSON.stringify(error, describeErrors));
  send({ type: 'error', error: toErrorPayload(error), exiting: true }, () => process.exit(exitCode));
}

process.on('uncaughtException', (error) => crash(error, 129));
process.on('unhandledRejection', (reason) => {
  crash(new RuntimeError('UnhandledPromiseRejection', String(reason)), 128);
});

try {
  handler = await loadHandler(env._HANDLER);
  send({ type: 'ready' });
} catch (error) {
  crash(error, 1);
}
