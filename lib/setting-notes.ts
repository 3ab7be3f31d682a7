import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acceptsSilence } from '../catalog/check-stage.ts';
import type { EventDefinition } from '../catalog/definition.ts';
import { MAX_EVENT_BYTES } from '../catalog/event-limits.ts';
import type { StageConfig } from '../catalog/stages.ts';
import { regionGaps } from '../core/region-gaps.ts';
import { hasReservedHost } from '../core/reserved-host.ts';

/** Warns of types whose largest events ingest rejects, although the schema allows phones to send them. */
export function noteLargeEvents(scope: Construct, types: readonly EventDefinition[]): void {
  for (const { type, largestEventBytes } of types) {
    if (largestEventBytes <= MAX_EVENT_BYTES) continue;
    Annotations.of(scope).addWarningV2(
      `cairn:event-size:${type}`,
      `${type}: the schema allows events of ${largestEventBytes} bytes, at six bytes a character; ingest rejects events of more than ${MAX_EVENT_BYTES}. Lower maxLength or maxItems, or make the app send smaller events.`,
    );
  }
}

/** Notes at synthesis what the template does not show: settings that are off, missing, or still an example. */
export function noteSettings(scope: Construct, stage: StageConfig): void {
  if (!stage.reservedConcurrency) {
    Annotations.of(scope).addInfo(
      `Reserved concurrency is off in stage ${stage.name}: its functions share the account's quota. If the quota allows it ("npm run preflight" checks), set reservedConcurrency: true in catalog/stages.ts.`,
    );
  }
  for (const { id, message, remedy, page } of regionGaps(stage)) {
    Annotations.of(scope).addWarningV2(`cairn:region-gap:${id}`, `${message} ${remedy} (${page})`);
  }
  const silence = acceptsSilence(stage);
  if (silence !== undefined && (stage.alarmSubscribers ?? []).length === 0) {
    // A warning, because the CDK CLI (2.1148) shows no information beside a warning.
    Annotations.of(scope).addWarningV2(
      'cairn:silence',
      `Nobody receives the alarms of stage ${stage.name}: alarmSubscribers is empty. Accepted: ${silence} [alarm-subscriber]`,
    );
  }
  if (stage.retainState && hasReservedHost(stage.authentication.issuer)) {
    Annotations.of(scope).addWarningV2(
      'cairn:exampleIssuer',
      `Nobody can sign in to stage ${stage.name}: its issuer ${stage.authentication.issuer} is an example. Set authentication.issuer and authentication.jwksUri in catalog/stages.ts.`,
    );
  }
}
