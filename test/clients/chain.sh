#!/usr/bin/env bash
# The chain's operations through the AWS CLI given as the first argument, version 1 or 2. What is asked of comes from the
# environment: see run.ts. The rest are services that this client speaks to in a protocol that is not served: they must
# be refused with an error that says so.
set -euo pipefail
cli=$1
shift
refused=" $* "

aws() { "$cli" "$@" --endpoint-url "$CAIRN_ENDPOINT" --region us-east-1 --output text; }
# says TEXT COMMAND…: its output has the text.
says() {
  local text=$1 output
  shift
  output=$(aws "$@") || { echo "failed: aws $*"; return 1; }
  [[ $output == *"$text"* ]] || { echo "aws $*: expected $text, got $output"; return 1; }
}
# served SERVICE: whether to go on; where not, its refusal names the reason.
served() {
  local output
  case $refused in
    *" $1 "*) ;;
    *) return 0 ;;
  esac
  shift
  if output=$(aws "$@" 2>&1); then echo "aws $*: this client was thought to be refused"; exit 1; fi
  [[ $output == *"AWS's query protocol"* ]] || { echo "aws $*: refused without a reason: $output"; exit 1; }
  return 1
}

says "$CAIRN_STREAM" kinesis list-streams
shard=$(aws kinesis list-shards --stream-name "$CAIRN_STREAM" --query 'Shards[0].ShardId')
iterator=$(aws kinesis get-shard-iterator --stream-name "$CAIRN_STREAM" --shard-id "$shard" --shard-iterator-type LATEST)
# From a file, as version 1 takes text and version 2 base64 where it is on the command line.
aws kinesis put-record --stream-name "$CAIRN_STREAM" --partition-key cli --data fileb://<(printf '\x01\xff') >/dev/null
says Af8= kinesis get-records --shard-iterator "$iterator"

says "$CAIRN_BUS" events list-event-buses
says "$CAIRN_BUS" events list-rules --event-bus-name "$CAIRN_BUS"
says 0 events put-events --entries "EventBusName=$CAIRN_BUS,Source=clients,DetailType=none,Detail='{}'" --query FailedEntryCount

if served sqs sqs list-queues; then
  says "$CAIRN_QUEUE" sqs list-queues
  aws sqs send-message --queue-url "$CAIRN_QUEUE" --message-body cli --message-attributes 'kind={DataType=String,StringValue=x}' >/dev/null
  says cli sqs receive-message --queue-url "$CAIRN_QUEUE" --message-attribute-names All --max-number-of-messages 10
  says ApproximateNumberOfMessages sqs get-queue-attributes --queue-url "$CAIRN_QUEUE" --attribute-names All --query 'keys(Attributes)'
fi

says "$CAIRN_TABLE" dynamodb list-tables
aws dynamodb put-item --table-name "$CAIRN_TABLE" --item '{"pk":{"S":"cli"},"sk":{"S":"a"},"n":{"N":"1.0"}}' >/dev/null
says cli dynamodb get-item --table-name "$CAIRN_TABLE" --key '{"pk":{"S":"cli"},"sk":{"S":"a"}}'
says 1 dynamodb query --table-name "$CAIRN_TABLE" --key-condition-expression 'pk = :pk' --expression-attribute-values '{":pk":{"S":"cli"}}' --query Count
says ACTIVE dynamodb describe-table --table-name "$CAIRN_TABLE" --query Table.TableStatus
aws dynamodb scan --table-name "$CAIRN_TABLE" --max-items 1 >/dev/null

says "$CAIRN_BUCKET" s3api list-buckets
file=$(mktemp)
echo '{}' >"$file"
aws s3 cp "$file" "s3://$CAIRN_BUCKET/cli/a.json" >/dev/null
says a.json s3 ls "s3://$CAIRN_BUCKET/cli/"
says '{}' s3 cp "s3://$CAIRN_BUCKET/cli/a.json" -
aws s3 rm "s3://$CAIRN_BUCKET/cli/a.json" >/dev/null

says "$CAIRN_FUNCTION" lambda list-functions --query 'Functions[].FunctionName'
says Enabled lambda list-event-source-mappings --function-name "$CAIRN_FUNCTION" --query 'EventSourceMappings[].State'
aws lambda invoke --function-name "$CAIRN_FUNCTION" --payload fileb://<(printf '{"Records":[]}') "$file" >/dev/null
[ "$(cat "$file")" = '{"batchItemFailures":[]}' ] || { cat "$file"; exit 1; }
rm "$file"

if served cloudwatch cloudwatch list-metrics; then
  says IncomingRecords cloudwatch list-metrics --namespace AWS/Kinesis --query 'Metrics[].MetricName'
  aws cloudwatch describe-alarms >/dev/null
fi
"$cli" --version
