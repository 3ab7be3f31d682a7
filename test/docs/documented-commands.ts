/** The reasons for which no test runs a command. */
const AWS = 'reason: it needs an AWS account';
const PLAYS = 'reason: it plays for minutes; test/tools/simulate/governor.test.ts plays shorter ones with each mode';
const GOVERNED =
  'reason: its acts take minutes; test/e2e/drill-acts.test.ts sees them on virtual time, and test/e2e/console.test.ts starts it';
const MINUTES = 'reason: it measures for minutes, and its figures are those of one machine';

/** Where a documented command is run, or the reason for which no test runs it. */
export const RUN_IN: Readonly<Record<string, string>> = {
  'npm ci': '.ci/run',
  'npm ci && npm start': '.ci/run',
  'npm ci && npm test': '.ci/run',
  'npm start': 'test/e2e/start.test.ts',
  'npm start -- --fault delivery-duplicated,probability=1 --fault function-crash,target=clue.solved,after=1s,for=3s':
    'test/e2e/start.test.ts',
  'npm start -- --governor act': GOVERNED,
  'npm start -- --governor act --fault table-throttled,probability=1,after=150s,for=600s': GOVERNED,
  'npm start -- --open':
    'reason: it opens the browser of whoever runs it; test/local/start/open-browser.test.ts has one in its place',
  'npm run screenshots': 'reason: it writes the pictures of docs/console.md, and takes minutes',
  'npm test': '.ci/run',
  'npm run lint': '.ci/run',
  'npm run typecheck': '.ci/run',
  'npm run cairn -- plan': 'test/tools/plan/command.test.ts',
  'npm run cairn -- plan --stage load --json': 'test/tools/plan/command.test.ts',
  'npm run cairn -- plan --peak x3 --html plan.html': 'test/tools/plan/command.test.ts',
  'npm run cairn -- plan --region eu-west-3 --set location.pinged.batchSize=10': 'test/tools/plan/command.test.ts',
  'npm run cairn -- add-type photo.shared --peak 300': 'test/e2e/add-an-event-type.test.ts',
  'npm run cairn -- release-types': 'test/tools/release-types/command.test.ts',
  'npm run cairn -- remove-type photo.shared': 'test/e2e/add-an-event-type.test.ts',
  'npm run docs': 'reason: it rewrites pages; test/first-change/run.ts runs it in a copy of the repository',
  'npm run cairn -- load --start': 'test/e2e/load.test.ts',
  'npm run cairn -- load --start --profile spike --rate 2000 --for 20s --html load.html': 'test/e2e/load.test.ts',
  "npm run cairn -- load --rate 1000 --for 1m --objective 'p99<1000ms' --objective unaccounted=0":
    'test/e2e/load.test.ts',
  'npm run cairn -- load --i-own-this-endpoint "${API_URL}" --stage dev --api-key "${API_KEY}" --rate 200': AWS,
  'npm run cairn -- calibrate': 'test/e2e/load.test.ts',
  'npm run cairn -- calibrate --from aws --stage dev': AWS,
  'npm run cairn -- plan --calibration cairn.calibration.json': 'test/e2e/load.test.ts',
  'npm run incident': 'test/e2e/incident.test.ts',
  'npm run cairn -- simulate --list': 'test/tools/simulate/command.test.ts',
  'npm run cairn -- simulate': 'test/tools/simulate/command.test.ts',
  'npm run cairn -- simulate heal-burst --governor off,act': PLAYS,
  'npm run cairn -- simulate tunnel --html tunnel.html': 'test/tools/simulate/command.test.ts',
  'npm run cairn -- simulate handler-down --set location.pinged.parallelizationFactor=2 --json':
    'test/tools/simulate/command.test.ts',
  'npm run cairn -- simulate --compare post-mortem-before post-mortem-unsized post-mortem-planned':
    'test/tools/simulate/command.test.ts',
  'npm run cairn -- simulate start-line --peak x2 --duration 120 --sweep location.pinged.batchSize=1..100':
    'test/tools/simulate/command.test.ts',
  'npm run cairn -- simulate start-line --duration 2m --zipf 1': 'test/tools/simulate/command.test.ts',
  'npm run preflight -- --stage dev': 'test/docs/commands.test.ts',
  'npm run preflight -- --stage prod': AWS,
  'npm run cairn -- warm': AWS,
  'npm run cairn -- warm --stage prod': 'test/docs/commands.test.ts',
  'npm run cairn -- status': 'test/e2e/status.test.ts',
  'npm run cairn -- status --stage prod': 'test/tools/status/command.test.ts',
  'npm run cairn -- dead-letters list': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters list --stage prod': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters list --stage prod --place rule': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters list --stage prod --place failures': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters list --stage prod --place unrouted': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters list --stage prod --place quarantine': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters show --stage prod --place rule --limit 5': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters show --stage prod --place failures --limit 5':
    'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters show --stage prod --place unrouted --limit 5':
    'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters show --stage prod --place quarantine --limit 5':
    'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters show --stage prod --place quarantine --reveal --save fixed.json':
    'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters redrive --stage prod --place rule --cause NO_PERMISSIONS --dry-run':
    'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters redrive --stage prod --place rule --dry-run':
    'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters redrive --stage prod --place failures --dry-run':
    'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters redrive --stage prod --place rule --cause NO_PERMISSIONS':
    'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters redrive --stage prod --place rule': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters redrive --stage prod --place failures': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters redrive --stage prod --place unrouted': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters redrive --stage prod --fixed fixed.json': 'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- dead-letters discard --stage prod --place unrouted --yes':
    'test/tools/dead-letters/command.test.ts',
  'npm run cairn -- replay --stage prod --from 2h --to 1h': 'test/tools/replay/command.test.ts',
  'npm run cairn -- replay --stage prod --from 2h --to 1h --dry-run': 'test/tools/replay/command.test.ts',
  'npm run cairn -- replay --stage prod --from 2h --to 1h --type treasure.claimed': 'test/tools/replay/command.test.ts',
  'npm run cairn -- replay --stage prod --from 2h --to 1h --type treasure.claimed --dry-run':
    'test/tools/replay/command.test.ts',
  'npm run cairn -- drill': 'test/tools/drill/command.test.ts',
  'npm run cairn -- drill --only Behind Api/Latency': 'test/tools/drill/command.test.ts',
  'npm run cairn -- drill --live': 'test/tools/drill/command.test.ts',
  'npm run cairn -- drill --docs':
    'reason: it rewrites a page; test/docs/drill.test.ts holds it to the alarms that are defined',
  'npm run cairn -- page-test --stage prod': 'test/tools/page-test/command.test.ts',
  'npm run cairn -- page-test --stage prod --yes': 'test/tools/page-test/command.test.ts',
  'npm run cairn -- trace EVENT_ID': 'test/e2e/trace.test.ts',
  'npm run cairn -- trace EVENT_ID --stage prod': 'test/tools/trace/command.test.ts',
  'npm run cairn -- calibrate --from aws --stage prod': AWS,
  'export AWS_REGION=us-east-1': AWS,
  'npm run clients': '.ci/run',
  'npm run localstack:start': '.ci/run',
  'npm run deploy:localstack': '.ci/run',
  'npm run e2e -- --target localstack': '.ci/run',
  'npm run deploy:localstack -- --destroy': '.ci/run',
  'npm run localstack:stop': '.ci/run',
  'npm run ministack:start': '.ci/run',
  'npm run deploy:ministack': '.ci/run',
  'npm run e2e -- --target ministack': '.ci/run',
  'npm run ministack:stop': '.ci/run',
  'npm run e2e -- --target aws': AWS,
  'npm run e2e -- --target localstack --prove-gaps':
    'reason: it takes two minutes and tells of emulators, not of Cairn',
  'npm run e2e -- --target local': 'reason: npm test runs the same files, as the project suite of vitest.config.ts',
  'npm start -- --players 0': 'test/e2e/start.test.ts',
  'npm start -- --memory-budget 1024': 'test/e2e/start.test.ts',
  'npm start -- --port 0 --aws-port 0': 'test/e2e/start.test.ts',
  'npm run token': 'test/docs/commands.test.ts',
  'npm start -- --help': 'test/docs/commands.test.ts',
  'npm run token -- --player ada': 'test/docs/commands.test.ts',
  'npm run monitoring': 'test/e2e/prometheus.test.ts',
  'npm run monitoring -- --url http://127.0.0.1:3001': 'test/e2e/prometheus.test.ts',
  'npm run monitoring:files':
    'reason: it rewrites monitoring/; test/tools/monitoring/files.test.ts holds the folder to it',
  'test/monitoring/install': '.ci/run',
  'cp -r monitoring/grafana/. /etc/grafana/':
    'reason: it needs a Grafana; test/e2e/grafana-panels.test.ts runs every query of these files',
  'yace -config.file=monitoring/yace/prod.yml -listen-address=127.0.0.1:5000': AWS,
  'prometheus --config.file=monitoring/prometheus/aws-prod.yml --web.listen-address=127.0.0.1:9090': AWS,
  'npm run issuer': 'test/docs/commands.test.ts',
  'npm run preflight': AWS,
  'npm run format': 'reason: it rewrites sources; npm run lint is the same without writing',
  'npm run bench': MINUTES,
  'npm run bench -- NAME': MINUTES,
  'npm run bench -- prediction': MINUTES,
  'npm run bench -- memory': MINUTES,
  'npm run bench -- redrive': MINUTES,
  'npm run bench -- healing-live': MINUTES,
  'npm run bench -- healing': 'reason: it plays for half an hour; test/bench/healing.test.ts plays a situation of it',
  'npm run nightly': 'reason: it takes an hour; .ci/run runs a sample of it',
  'npx cdk synth': '.ci/run',
  'npx cdk synth --quiet': '.ci/run',
  'npx cdk synth --quiet -c stage=prod': '.ci/run',
  '.ci/run': 'reason: it is what runs this test',
  'npx cdk bootstrap aws://ACCOUNT/REGION': AWS,
  'npx cdk bootstrap aws://ACCOUNT/us-east-1': AWS,
  'npx cdk deploy --all -c owner=ada': AWS,
  'npx cdk deploy --all -c stage=prod': AWS,
  'npx cdk deploy --all': AWS,
  'npx cdk destroy --all': AWS,
};
