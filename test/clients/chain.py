"""The chain's operations through boto3. What is asked of comes from the environment: see run.ts."""
import datetime
import json
import os
import time

import boto3


def env(name):
    return os.environ["CAIRN_" + name]


def client(service):
    return boto3.client(service, endpoint_url=env("ENDPOINT"), region_name="us-east-1")


def kinesis():
    kinesis, stream = client("kinesis"), env("STREAM")
    assert stream in kinesis.list_streams()["StreamNames"]
    summary = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
    assert isinstance(summary["StreamCreationTimestamp"], datetime.datetime), summary
    [shard] = kinesis.list_shards(StreamName=stream)["Shards"]
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=5)
    data = bytes([0, 255, 128])
    put = kinesis.put_records(StreamName=stream, Records=[{"PartitionKey": "boto3", "Data": data}])
    assert put["FailedRecordCount"] == 0, put
    iterator = kinesis.get_shard_iterator(
        StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="AT_TIMESTAMP", Timestamp=start
    )["ShardIterator"]
    records = kinesis.get_records(ShardIterator=iterator)["Records"]
    [record] = [record for record in records if record["PartitionKey"] == "boto3"]
    assert record["Data"] == data, record
    assert record["ApproximateArrivalTimestamp"] > start, record
    try:
        kinesis.list_shards(StreamName="none")
        raise AssertionError("a stream that is not there")
    except kinesis.exceptions.ResourceNotFoundException:
        pass


def events():
    events, bus = client("events"), env("BUS")
    assert events.list_rules(EventBusName=bus)["Rules"]
    entry = {"EventBusName": bus, "Source": "clients", "DetailType": "none", "Detail": "{}", "Time": time.time()}
    assert events.put_events(Entries=[entry])["FailedEntryCount"] == 0
    event = json.dumps({"id": "1", "account": "1", "source": "a", "time": "2026-01-01T00:00:00Z", "region": "us-east-1", "resources": [], "detail-type": "b", "detail": {}})
    assert events.test_event_pattern(EventPattern='{"source":["a"]}', Event=event)["Result"]


def sqs():
    sqs, url = client("sqs"), env("QUEUE")
    assert url in sqs.list_queues()["QueueUrls"]
    attribute = {"kind": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}}
    sqs.send_message(QueueUrl=url, MessageBody="boto3", MessageAttributes=attribute)
    sent = sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "b"}, {"Id": "b", "MessageBody": "\x00"}])
    assert [entry["Id"] for entry in sent["Failed"]] == ["b"], sent
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], MessageSystemAttributeNames=["SentTimestamp"])["Messages"]
    [message] = [message for message in got if message["Body"] == "boto3"]
    assert message["MessageAttributes"]["kind"]["BinaryValue"] == b"\x00\xff", message
    assert list(message["Attributes"]) == ["SentTimestamp"], message
    entries = [{"Id": str(at), "ReceiptHandle": one["ReceiptHandle"]} for at, one in enumerate(got)]
    assert len(sqs.delete_message_batch(QueueUrl=url, Entries=entries)["Successful"]) == len(got)
    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    assert list(counts["Attributes"]) == ["ApproximateNumberOfMessages"], counts
    try:
        sqs.get_queue_url(QueueName="none")
        raise AssertionError("a queue that is not there")
    except sqs.exceptions.QueueDoesNotExist:
        pass


def dynamodb():
    table = boto3.resource("dynamodb", endpoint_url=env("ENDPOINT"), region_name="us-east-1").Table(env("TABLE"))
    key = {"pk": "boto3", "sk": "a"}
    table.put_item(Item={**key, "bytes": b"\x00\xff", "set": {"b", "a"}, "count": 1})
    updated = table.update_item(Key=key, UpdateExpression="ADD #count :one", ExpressionAttributeNames={"#count": "count"}, ExpressionAttributeValues={":one": 1}, ReturnValues="ALL_NEW")
    assert updated["Attributes"]["count"] == 2, updated
    assert table.get_item(Key=key, ConsistentRead=True)["Item"]["set"] == {"a", "b"}
    assert table.query(KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": "boto3"})["Count"] == 1
    for number in range(30):
        table.put_item(Item={"pk": "boto3", "sk": f"b{number}"})
    assert table.scan(FilterExpression="pk = :pk", ExpressionAttributeValues={":pk": "boto3"})["Count"] == 31
    low = client("dynamodb")
    put = {"Put": {"TableName": env("TABLE"), "Item": {"pk": {"S": "boto3"}, "sk": {"S": "c"}}, "ConditionExpression": "attribute_not_exists(pk)"}}
    low.transact_write_items(TransactItems=[put])
    try:
        low.transact_write_items(TransactItems=[put])
        raise AssertionError("a condition that does not hold")
    except low.exceptions.TransactionCanceledException as error:
        assert error.response["CancellationReasons"][0]["Code"] == "ConditionalCheckFailed"
    assert low.describe_table(TableName=env("TABLE"))["Table"]["TableStatus"] == "ACTIVE"


def s3():
    s3, bucket = client("s3"), env("BUCKET")
    s3.put_object(Bucket=bucket, Key="a b/ü.json", Body=b"{}", ContentType="application/json", Metadata={"by": "boto3"})
    got = s3.get_object(Bucket=bucket, Key="a b/ü.json")
    assert got["Body"].read() == b"{}" and got["Metadata"] == {"by": "boto3"}, got
    assert s3.head_object(Bucket=bucket, Key="a b/ü.json")["ContentLength"] == 2
    assert "a b/ü.json" in [found["Key"] for found in s3.list_objects_v2(Bucket=bucket, Prefix="a ")["Contents"]]
    s3.delete_object(Bucket=bucket, Key="a b/ü.json")
    assert bucket in [found["Name"] for found in s3.list_buckets()["Buckets"]]


def awslambda():
    functions, name = client("lambda"), env("FUNCTION")
    assert name in [found["FunctionName"] for found in functions.list_functions()["Functions"]]
    answer = functions.invoke(FunctionName=name, Payload=b'{"Records":[]}')
    assert json.loads(answer["Payload"].read()) == {"batchItemFailures": []}
    [mapping] = functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    assert functions.get_event_source_mapping(UUID=mapping["UUID"])["State"] == "Enabled"


def cloudwatch():
    cloudwatch = client("cloudwatch")
    now = datetime.datetime.now(datetime.timezone.utc)
    metric = {"Namespace": "AWS/Kinesis", "MetricName": "IncomingRecords", "Dimensions": [{"Name": "StreamName", "Value": env("STREAM")}]}
    assert cloudwatch.list_metrics(Namespace="AWS/Kinesis")["Metrics"]
    query = {"Id": "a", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}
    [result] = cloudwatch.get_metric_data(MetricDataQueries=[query], StartTime=now - datetime.timedelta(minutes=2), EndTime=now + datetime.timedelta(minutes=1))["MetricDataResults"]
    assert sum(result["Values"]) >= 1 and isinstance(result["Timestamps"][0], datetime.datetime), result
    assert cloudwatch.describe_alarms()["MetricAlarms"] == []


def apigateway():
    gateway = client("apigateway")
    key = gateway.create_api_key(name="clients", enabled=True)
    assert gateway.get_api_key(apiKey=key["id"], includeValue=True)["value"] == key["value"]
    gateway.delete_api_key(apiKey=key["id"])


for run in (kinesis, events, sqs, dynamodb, s3, awslambda, cloudwatch, apigateway):
    run()
    print(f"  {run.__name__}")
print(f"boto3 {boto3.__version__}")
