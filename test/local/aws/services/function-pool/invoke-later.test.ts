import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { APIS } from '../../../../../local/aws/runtime/aws-services.ts';
import { restService } from '../../../../../local/aws/services/api/rest.ts';
import { FunctionPool } from '../../../../../local/aws/services/function-pool/function-pool.ts';
import { functionFailure } from '../../../../../local/aws/services/function-pool/invocation.ts';
import { invokeLater, MAX_ASYNC_PAYLOAD_BYTES } from '../../../../../local/aws/services/function-pool/invoke-later.ts';
import { functionOperations } from '../../../../../local/aws/services/function-pool/operations.ts';
import { restRequest } from '../../../../helpers/rest-request.ts';

const MINUTE_MS = 60_000;

/** Creates a function that fails a given number of times, and records the times of its invocations. */
function asynchronous({ failures = 0, reservedConcurrency }: { failures?: number; reservedConcurrency?: number } = {}) {
  const scheduler = new VirtualScheduler();
  const random = seededRandom(1);
  const pool = new FunctionPool(scheduler, random);
  const startedAt: number[] = [];
  pool.add(
    {
      name: 'handle',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:handle',
      timeoutSeconds: 3,
      memoryMb: 128,
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      roleArn: 'arn:role',
      maxEnvironments: 4,
      ...(reservedConcurrency !== undefined && { reservedConcurrency }),
    },
    {
      run: (_environment, _invocation, ready, done) => {
        ready();
        startedAt.push(scheduler.now());
        const fails = startedAt.length <= failures;
        scheduler.schedule(0, () => done(fails ? functionFailure('Error', 'no') : { payload: 'null' }));
      },
      discard: () => {},
    },
  );
  const dropped: string[] = [];
  const ports = { pool, scheduler, random };
  return {
    ...ports,
    startedAt,
    dropped,
    invoke: (payload = '{}') => invokeLater(ports, 'handle', payload, (reason) => dropped.push(reason)),
    rest: (type: string, name = 'handle', body = '{}') =>
      restService(
        APIS.lambda,
        functionOperations(ports),
      )(
        restRequest('POST', `/2015-03-31/functions/${name}/invocations`, {
          body,
          headers: { 'x-amz-invocation-type': type },
        }),
      ),
  };
}

describe('an asynchronous invocation (lambda/latest/dg/invocation-async-error-handling.html)', () => {
  it('is retried twice after an error, one and two minutes later, and then dropped', () => {
    const { scheduler, invoke, startedAt, dropped } = asynchronous({ failures: 9 });
    invoke();
    scheduler.advance(24 * 60 * MINUTE_MS);
    expect(startedAt).toEqual([0, MINUTE_MS, 3 * MINUTE_MS]);
    expect(dropped).toEqual(['RetriesExhausted']);
  });

  it('is not retried after it succeeded', () => {
    const { scheduler, invoke, startedAt, dropped } = asynchronous({ failures: 1 });
    invoke();
    scheduler.advance(24 * 60 * MINUTE_MS);
    expect([startedAt.length, dropped]).toEqual([2, []]);
  });

  it('waits while the function is throttled, and uses up no retry by it', () => {
    const { scheduler, pool, invoke, startedAt } = asynchronous({ failures: 2, reservedConcurrency: 0 });
    invoke();
    scheduler.advance(30 * MINUTE_MS);
    expect(startedAt).toEqual([]);
    pool.setReservedConcurrency('handle', 1);
    scheduler.advance(60 * MINUTE_MS);
    expect(startedAt).toHaveLength(3);
  });

  it('is dropped after six hours of throttling', () => {
    const { scheduler, invoke, dropped, startedAt } = asynchronous({ reservedConcurrency: 0 });
    invoke();
    scheduler.advance(6 * 60 * MINUTE_MS - 1);
    expect(dropped).toEqual([]);
    scheduler.advance(1);
    expect([dropped, startedAt]).toEqual([['EventAgeExceeded'], []]);
  });

  it('is refused if it is larger than 1 MiB', () => {
    const { invoke } = asynchronous();
    expect(() => invoke(`"${'x'.repeat(MAX_ASYNC_PAYLOAD_BYTES)}"`)).toThrow('too large for the Event invocation type');
  });
});

describe('Invoke (lambda/latest/api/API_Invoke.html)', () => {
  it('answers 202 to Event, and runs the function after that', async () => {
    const { rest, scheduler, startedAt } = asynchronous();
    expect(await rest('Event')).toEqual({ status: 202 });
    expect(startedAt).toEqual([]);
    scheduler.advance(0);
    expect(startedAt).toHaveLength(1);
  });

  it('answers 204 to DryRun and runs nothing', async () => {
    const { rest, scheduler, startedAt } = asynchronous();
    expect(await rest('DryRun')).toMatchObject({ status: 204 });
    scheduler.advance(MINUTE_MS);
    expect(startedAt).toEqual([]);
  });

  it.each([
    ['Event', 'nobody', '{}', 'Function not found: nobody'],
    ['DryRun', 'nobody', '{}', 'Function not found: nobody'],
    ['Event', 'handle', '{', 'Could not parse request body into json'],
    ['Later', 'handle', '{}', "Value 'Later' at 'invocationType'"],
  ])('refuses %s of %s with %s', (type, name, body, message) => {
    expect(() => asynchronous().rest(type, name, body)).toThrow(message);
  });
});
