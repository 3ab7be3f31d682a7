import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import {
  isObject,
  type JsonObject,
  type Operations,
  optionalNumber,
  optionalText,
  requiredText,
} from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import type { Archive } from './archive.ts';
import type { EventBuses } from './event-buses.ts';
import { listed } from './listed.ts';
import { Replay } from './replay.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const CONCURRENT_REPLAYS = 10;
const ARCHIVE_STATE = 'ENABLED';

/** Operations on archives and replays: `AWSEvents.*`. */
export function replayOperations(buses: EventBuses, scheduler: Scheduler, random: Random): Operations {
  const replayOf = (input: JsonObject): Replay => {
    const name = requiredText(input, 'ReplayName');
    const replay = buses.replays.get(name);
    if (replay !== undefined) return replay;
    throw new ServiceError('ResourceNotFoundException', `Replay ${name} does not exist.`);
  };
  return {
    StartReplay: (input) => {
      const name = requiredText(input, 'ReplayName');
      if (buses.replays.has(name)) {
        throw new ServiceError('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
      }
      const running = [...buses.replays.values()].filter(({ endedAt }) => endedAt === undefined);
      if (running.length >= CONCURRENT_REPLAYS) {
        throw new ServiceError('LimitExceededException', `At most ${CONCURRENT_REPLAYS} replays can run at once.`);
      }
      const archiveArn = requiredText(input, 'EventSourceArn');
      const archive = [...buses.archives.values()].find(({ settings }) => settings.arn === archiveArn);
      if (archive === undefined) {
        throw new ServiceError(
          'ValidationException',
          `Parameter EventSourceArn is not valid. Reason: Must contain the ARN of an archive, not ${archiveArn}.`,
        );
      }
      const replay = startReplay(name, archive, input, buses, scheduler, random);
      buses.replays.set(name, replay);
      return { ReplayArn: replay.settings.arn, State: replay.state, ReplayStartTime: replay.startedAt / 1_000 };
    },
    DescribeReplay: (input) => describeReplay(replayOf(input)),
    ListReplays: (input) => {
      const state = optionalText(input, 'State');
      const source = optionalText(input, 'EventSourceArn');
      const replays = [...buses.replays.values()].filter(
        (replay) =>
          (state === undefined || replay.state === state) &&
          (source === undefined || replay.settings.archiveArn === source),
      );
      return listed(input, 'Replays', replays, summaryOf, ({ settings }) => settings.name);
    },
    CancelReplay: (input) => {
      const replay = replayOf(input);
      if (replay.endedAt !== undefined) {
        throw new ServiceError('IllegalStatusException', `Replay ${replay.settings.name} is ${replay.state}.`);
      }
      replay.cancel();
      return { ReplayArn: replay.settings.arn, State: replay.state };
    },
    ListArchives: (input) => {
      const state = optionalText(input, 'State') ?? ARCHIVE_STATE;
      const source = optionalText(input, 'EventSourceArn');
      const archives = [...buses.archives.values()].filter(
        ({ settings }) => state === ARCHIVE_STATE && (source === undefined || settings.eventSourceArn === source),
      );
      return listed(input, 'Archives', archives, describeArchive, ({ settings }) => settings.name);
    },
    DescribeArchive: (input) => {
      const name = requiredText(input, 'ArchiveName');
      const archive = buses.archives.get(name);
      if (archive === undefined) {
        throw new ServiceError('ResourceNotFoundException', `Archive ${name} does not exist.`);
      }
      const { settings } = archive;
      return {
        ...describeArchive(archive),
        ArchiveArn: settings.arn,
        Description: settings.description,
        ...(settings.eventPattern !== undefined && { EventPattern: settings.eventPattern }),
      };
    },
  };
}

/** Starts a replay to the bus of the archive; EventBridge allows no other bus. */
function startReplay(
  name: string,
  archive: Archive,
  input: JsonObject,
  buses: EventBuses,
  scheduler: Scheduler,
  random: Random,
): Replay {
  const { arn, eventSourceArn } = archive.settings;
  const destination = isObject(input.Destination) ? input.Destination : {};
  const bus = buses.get(eventSourceArn);
  if (bus === undefined || optionalText(destination, 'Arn') !== eventSourceArn) {
    throw new ServiceError(
      'ValidationException',
      'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    );
  }
  const eventStartTime = time(input, 'EventStartTime');
  const eventEndTime = time(input, 'EventEndTime');
  if (eventEndTime <= eventStartTime) {
    throw new ServiceError(
      'ValidationException',
      'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
    );
  }
  const filters = destination.FilterArns;
  const ruleArns = Array.isArray(filters) ? filters.map(String) : [];
  const unknown = ruleArns.filter((ruleArn) => !bus.rules.some((rule) => rule.arn === ruleArn));
  if (unknown.length > 0) {
    throw new ServiceError(
      'ValidationException',
      `Parameter Destination.FilterArns is not valid. Reason: ${unknown.join(', ')} is not a rule of the event bus ${bus.name}.`,
    );
  }
  const settings = {
    name,
    arn: arn.replace(/:archive\/.*$/, `:replay/${name}`),
    archiveArn: arn,
    busArn: eventSourceArn,
    description: optionalText(input, 'Description') ?? '',
    eventStartTime,
    eventEndTime,
    ruleArns,
  };
  return new Replay(settings, bus, archive.between(eventStartTime, eventEndTime), scheduler, random);
}

function time(input: JsonObject, name: string): number {
  const seconds = optionalNumber(input, name);
  if (seconds !== undefined) return seconds * 1_000;
  throw new ServiceError('ValidationException', `Parameter ${name} is not valid. Reason: ${name} is required.`);
}

/** Formats a replay as ListReplays does. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Replay.html */
function summaryOf({ settings, state, startedAt, endedAt, lastReplayedTime }: Replay): JsonObject {
  return {
    ReplayName: settings.name,
    State: state,
    EventSourceArn: settings.archiveArn,
    EventStartTime: settings.eventStartTime / 1_000,
    EventEndTime: settings.eventEndTime / 1_000,
    ReplayStartTime: startedAt / 1_000,
    ...(lastReplayedTime !== undefined && { EventLastReplayedTime: lastReplayedTime / 1_000 }),
    ...(endedAt !== undefined && { ReplayEndTime: endedAt / 1_000 }),
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeReplay.html */
function describeReplay(replay: Replay): JsonObject {
  const { settings } = replay;
  return {
    ...summaryOf(replay),
    ReplayArn: settings.arn,
    Description: settings.description,
    Destination: {
      Arn: settings.busArn,
      ...(settings.ruleArns.length > 0 && { FilterArns: settings.ruleArns }),
    },
  };
}

function describeArchive(archive: Archive): JsonObject {
  const { settings, count, characters, createdAt } = archive;
  return {
    ArchiveName: settings.name,
    EventSourceArn: settings.eventSourceArn,
    State: ARCHIVE_STATE,
    RetentionDays: settings.retentionDays,
    EventCount: count,
    SizeBytes: characters,
    CreationTime: createdAt / 1_000,
  };
}
