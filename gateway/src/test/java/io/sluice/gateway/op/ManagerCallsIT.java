package io.sluice.gateway.op;

import static io.sluice.protocol.Request.OperationCase.ABORT_UPLOAD;
import static io.sluice.protocol.Request.OperationCase.ADMIT;
import static io.sluice.protocol.Request.OperationCase.COMPLETE_UPLOAD;
import static io.sluice.protocol.Request.OperationCase.COPY_OBJECT;
import static io.sluice.protocol.Request.OperationCase.CREATE_BUCKET;
import static io.sluice.protocol.Request.OperationCase.CREATE_UPLOAD;
import static io.sluice.protocol.Request.OperationCase.DELETE_BUCKET;
import static io.sluice.protocol.Request.OperationCase.DELETE_BUCKET_POLICY;
import static io.sluice.protocol.Request.OperationCase.DELETE_OBJECT;
import static io.sluice.protocol.Request.OperationCase.DELETE_OBJECTS;
import static io.sluice.protocol.Request.OperationCase.GET_BUCKET;
import static io.sluice.protocol.Request.OperationCase.GET_BUCKET_POLICY;
import static io.sluice.protocol.Request.OperationCase.GET_OBJECT;
import static io.sluice.protocol.Request.OperationCase.LIST_BUCKETS;
import static io.sluice.protocol.Request.OperationCase.LIST_OBJECTS;
import static io.sluice.protocol.Request.OperationCase.LIST_PARTS;
import static io.sluice.protocol.Request.OperationCase.LIST_UPLOADS;
import static io.sluice.protocol.Request.OperationCase.PUT_BUCKET_POLICY;
import static io.sluice.protocol.Request.OperationCase.PUT_OBJECT;
import static io.sluice.protocol.Request.OperationCase.PUT_PART;
import static io.sluice.protocol.Request.OperationCase.SET_OBJECT_TAGS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Digests;
import io.sluice.protocol.Request;
import io.sluice.protocol.Request.OperationCase;
import io.sluice.protocol.client.Transport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a gateway asks of the manager for each S3 request: one call, by which the request is
 * verified, authorised and done; two where a body of any length must not be taken unasked.
 */
final class ManagerCallsIT {
  /** Of the gateway's own, now and then, whatever is requested. */
  private static final Set<OperationCase> BACKGROUND =
      Set.of(OperationCase.LEASE_EPOCH, OperationCase.RENEW_EPOCH);

  private static final byte[] SMALL = new byte[1000];
  private static final byte[] LARGE = new byte[1 << 20];

  private static final List<OperationCase> CALLS = new CopyOnWriteArrayList<>();

  @RegisterExtension
  static final RunningServer SERVER =
      new RunningServer(TestingServer.Setup.usual().transport(ManagerCallsIT::counting));

  private static Transport counting(Transport transport) {
    return request -> {
      record(request);
      return transport.execute(request);
    };
  }

  private static void record(Request request) {
    if (!BACKGROUND.contains(request.getOperationCase())) {
      CALLS.add(request.getOperationCase());
    }
  }

  private static void assertCalls(Call call, OperationCase... expected) {
    CALLS.clear();
    SERVER.ok(call);
    assertThat(CALLS).containsExactly(expected);
  }

  private static Call about(String method, String target) {
    return SERVER.call(method, target);
  }

  @Test
  void aSmallObjectTakesOneCallEachWay() {
    String bucket = SERVER.newBucket();
    String path = RunningServer.path(bucket, "small");

    assertCalls(SERVER.put(bucket, "small", SMALL), PUT_OBJECT);
    assertCalls(SERVER.get(bucket, "small"), GET_OBJECT);
    assertCalls(SERVER.get(bucket, "small").header("Range", "bytes=1-9"), GET_OBJECT);
    assertCalls(SERVER.head(bucket, "small"), GET_OBJECT);
    assertCalls(SERVER.put(bucket, "copy", "").header("x-amz-copy-source", path), COPY_OBJECT);
    assertCalls(
        about("PUT", path + "?tagging").body("<Tagging><TagSet/></Tagging>"), SET_OBJECT_TAGS);
    assertCalls(about("GET", path + "?tagging"), GET_OBJECT);
    assertCalls(about("DELETE", path + "?tagging"), SET_OBJECT_TAGS);
    assertCalls(
        about("GET", path + "?attributes").header("x-amz-object-attributes", "ObjectSize"),
        GET_OBJECT);
    assertCalls(SERVER.delete(bucket, "small"), DELETE_OBJECT);
  }

  @Test
  void aLargeObjectIsAdmittedBeforeItIsTaken() {
    String bucket = SERVER.newBucket();

    assertCalls(SERVER.put(bucket, "large", LARGE), ADMIT, PUT_OBJECT);
    assertCalls(SERVER.get(bucket, "large"), GET_OBJECT);
    assertCalls(SERVER.delete(bucket, "large"), DELETE_OBJECT);
  }

  @Test
  void bucketsTakeOneCall() {
    String bucket = "calls-" + SERVER.newBucket();
    String policy =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
            + "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::%s/*\"}]}".formatted(bucket);

    assertCalls(about("PUT", "/" + bucket), CREATE_BUCKET);
    assertCalls(about("HEAD", "/" + bucket), GET_BUCKET);
    assertCalls(about("GET", "/" + bucket + "?location"), GET_BUCKET);
    assertCalls(about("GET", "/"), LIST_BUCKETS);
    assertCalls(about("PUT", "/" + bucket + "?policy").body(policy), PUT_BUCKET_POLICY);
    assertCalls(about("GET", "/" + bucket + "?policy"), GET_BUCKET_POLICY);
    assertCalls(about("DELETE", "/" + bucket + "?policy"), DELETE_BUCKET_POLICY);
    assertCalls(about("GET", "/" + bucket + "?list-type=2&delimiter=/"), LIST_OBJECTS);
    assertCalls(about("GET", "/" + bucket), LIST_OBJECTS);
    assertCalls(about("DELETE", "/" + bucket), DELETE_BUCKET);
  }

  @Test
  void anUploadTakesOneCallForEachStep() {
    String bucket = SERVER.newBucket();
    String path = RunningServer.path(bucket, "key");

    assertCalls(about("POST", path + "?uploads"), CREATE_UPLOAD);
    TestingUpload upload = TestingUpload.begin(SERVER, bucket, "key");
    CALLS.clear();
    upload.part(1, SMALL);
    assertThat(CALLS).containsExactly(ADMIT, PUT_PART);
    assertCalls(upload.call("GET", ""), LIST_PARTS);
    assertCalls(about("GET", "/" + bucket + "?uploads"), LIST_UPLOADS);
    assertCalls(upload.completeCall(), COMPLETE_UPLOAD);
    assertCalls(TestingUpload.begin(SERVER, bucket, "key").call("DELETE", ""), ABORT_UPLOAD);
  }

  @Test
  void manyObjectsAreDeletedByOneCall() {
    String bucket = SERVER.newBucket();
    String document = "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>";

    assertCalls(
        about("POST", "/" + bucket + "?delete")
            .body(document)
            .header("Content-MD5", Digests.md5(document.getBytes(StandardCharsets.UTF_8))),
        DELETE_OBJECTS);
  }
}
