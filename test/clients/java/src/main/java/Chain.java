import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.util.VersionInfo;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.core.sync.RequestBody;

/** The chain's operations through the AWS SDK for Java 2. What is asked of comes from the environment: see run.ts. */
public final class Chain {
    private static final SdkBytes DATA = SdkBytes.fromByteArray(new byte[] {0, -1, -128});

    public static void main(String[] arguments) {
        kinesis();
        events();
        sqs();
        dynamodb();
        s3();
        lambda();
        cloudwatch();
        System.out.println("AWS SDK for Java " + VersionInfo.SDK_VERSION);
    }

    private static void kinesis() {
        KinesisClient kinesis = local(KinesisClient.builder()).build();
        String stream = env("STREAM");
        check(kinesis.listStreams().streamNames().contains(stream), "list-streams");
        Instant created = kinesis.describeStreamSummary(r -> r.streamName(stream)).streamDescriptionSummary().streamCreationTimestamp();
        check(near(created, Duration.ofHours(1)), "the stream was created at " + created);
        Instant start = Instant.now().minusSeconds(300);
        check(kinesis.putRecords(r -> r.streamName(stream).records(e -> e.partitionKey("java").data(DATA))).failedRecordCount() == 0, "put-records");
        String shard = kinesis.listShards(r -> r.streamName(stream)).shards().get(0).shardId();
        String iterator = kinesis.getShardIterator(r -> r.streamName(stream).shardId(shard)
            .shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(start)).shardIterator();
        Record record = kinesis.getRecords(r -> r.shardIterator(iterator)).records().stream()
            .filter(one -> one.partitionKey().equals("java")).findFirst().orElseThrow();
        check(record.data().equals(DATA), "the data of " + record);
        check(near(record.approximateArrivalTimestamp(), Duration.ofMinutes(5)), "the arrival of " + record);
        try {
            kinesis.listShards(r -> r.streamName("none"));
            throw new AssertionError("a stream that is not there");
        } catch (ResourceNotFoundException expected) {
            check(expected.getMessage().contains("none"), expected.getMessage());
        }
    }

    private static void events() {
        EventBridgeClient events = local(EventBridgeClient.builder()).build();
        check(!events.listRules(r -> r.eventBusName(env("BUS"))).rules().isEmpty(), "list-rules");
        check(events.putEvents(r -> r.entries(e -> e.eventBusName(env("BUS")).source("clients").detailType("none").detail("{}").time(Instant.now())))
            .failedEntryCount() == 0, "put-events");
    }

    private static void sqs() {
        SqsClient sqs = local(SqsClient.builder()).build();
        String url = env("QUEUE");
        MessageAttributeValue attribute = MessageAttributeValue.builder().dataType("Binary").binaryValue(DATA).build();
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("java").messageAttributes(Map.of("kind", attribute)));
        List<Message> messages = sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10).messageAttributeNames("All")).messages();
        Message message = messages.stream().filter(one -> one.body().equals("java")).findFirst().orElseThrow();
        check(message.messageAttributes().get("kind").binaryValue().equals(DATA), "attributes of " + message);
        check(message.attributes().isEmpty(), "system attributes of " + message);
        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
        try {
            sqs.getQueueUrl(r -> r.queueName("none"));
            throw new AssertionError("a queue that is not there");
        } catch (QueueDoesNotExistException expected) {
            check(expected.statusCode() == 400, expected.getMessage());
        }
    }

    private static void dynamodb() {
        DynamoDbClient dynamodb = local(DynamoDbClient.builder()).build();
        String table = env("TABLE");
        Map<String, AttributeValue> key = Map.of("pk", AttributeValue.fromS("java"), "sk", AttributeValue.fromS("a"));
        dynamodb.putItem(r -> r.tableName(table).item(key));
        dynamodb.updateItem(r -> r.tableName(table).key(key).updateExpression("SET b = :b")
            .expressionAttributeValues(Map.of(":b", AttributeValue.fromB(DATA))));
        check(dynamodb.getItem(r -> r.tableName(table).key(key)).item().get("b").b().equals(DATA), "get-item");
        check(dynamodb.query(r -> r.tableName(table).keyConditionExpression("pk = :pk")
            .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS("java")))).count() == 1, "query");
        try {
            dynamodb.transactWriteItems(r -> r.transactItems(i -> i.put(p -> p.tableName(table).item(key).conditionExpression("attribute_not_exists(pk)"))));
            throw new AssertionError("a condition that does not hold");
        } catch (TransactionCanceledException expected) {
            check(expected.cancellationReasons().get(0).code().equals("ConditionalCheckFailed"), expected.getMessage());
        }
        check(near(dynamodb.describeTable(r -> r.tableName(table)).table().creationDateTime(), Duration.ofHours(1)), "describe-table");
    }

    private static void s3() {
        S3Client s3 = local(S3Client.builder()).forcePathStyle(true).build();
        String bucket = env("BUCKET");
        s3.putObject(r -> r.bucket(bucket).key("java/ü.json").metadata(Map.of("by", "java")), RequestBody.fromString("{}"));
        check(s3.getObjectAsBytes(r -> r.bucket(bucket).key("java/ü.json")).asUtf8String().equals("{}"), "get-object");
        check(s3.headObject(r -> r.bucket(bucket).key("java/ü.json")).metadata().get("by").equals("java"), "head-object");
        check(s3.listObjectsV2(r -> r.bucket(bucket).prefix("java/")).contents().size() == 1, "list-objects-v2");
        s3.deleteObject(r -> r.bucket(bucket).key("java/ü.json"));
    }

    private static void lambda() {
        LambdaClient lambda = local(LambdaClient.builder()).build();
        String function = env("FUNCTION");
        String answer = lambda.invoke(r -> r.functionName(function).payload(SdkBytes.fromUtf8String("{\"Records\":[]}"))).payload().asUtf8String();
        check(answer.equals("{\"batchItemFailures\":[]}"), answer);
        check(lambda.listEventSourceMappings(r -> r.functionName(function)).eventSourceMappings().size() == 1, "list-event-source-mappings");
    }

    private static void cloudwatch() {
        CloudWatchClient cloudwatch = local(CloudWatchClient.builder()).build();
        Dimension stream = Dimension.builder().name("StreamName").value(env("STREAM")).build();
        MetricDataQuery query = MetricDataQuery.builder().id("a").metricStat(s -> s.period(60).stat("Sum")
            .metric(m -> m.namespace("AWS/Kinesis").metricName("IncomingRecords").dimensions(stream))).build();
        MetricDataResult result = cloudwatch.getMetricData(r -> r.metricDataQueries(query)
            .startTime(Instant.now().minusSeconds(120)).endTime(Instant.now().plusSeconds(60))).metricDataResults().get(0);
        check(result.values().stream().mapToDouble(Double::doubleValue).sum() >= 1, result.toString());
        check(near(result.timestamps().get(0), Duration.ofMinutes(5)), result.toString());
        check(!cloudwatch.describeAlarms().hasMetricAlarms() || cloudwatch.describeAlarms().metricAlarms().isEmpty(), "describe-alarms");
    }

    private static <B extends AwsClientBuilder<B, C>, C> B local(B builder) {
        return builder.endpointOverride(URI.create(env("ENDPOINT"))).region(Region.US_EAST_1);
    }

    private static boolean near(Instant time, Duration most) {
        return Duration.between(time, Instant.now()).abs().compareTo(most) < 0;
    }

    private static void check(boolean holds, String what) {
        if (!holds) throw new AssertionError(what);
    }

    private static String env(String name) {
        return System.getenv("CAIRN_" + name);
    }
}
