package io.sluice.manager.object;

import static io.sluice.manager.TestingGateway.ABSENT;
import static io.sluice.manager.TestingGateway.ifMatch;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.sluice.manager.OperationTest;
import io.sluice.manager.TestingManager;
import io.sluice.protocol.Failure;
import io.sluice.protocol.GetObjectRequest.Purpose;
import io.sluice.protocol.ObjectHeaders;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.PutObjectRequest;
import io.sluice.protocol.Request;
import io.sluice.protocol.client.Etags;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PutObjectTest extends OperationTest {
  @Test
  void aSmallObjectIsKeptInTheStore() {
    ObjectInfo stored = gateway.put(BUCKET, "key", SMALL);

    assertThat(stored.getSize()).isEqualTo(SMALL.length);
    assertThat(stored.getModifiedMillis()).isEqualTo(now());
    assertThat(gateway.get(BUCKET, "key")).isEqualTo(SMALL);
  }

  @Test
  void aLargeObjectIsABlob() {
    gateway.put(BUCKET, "key", LARGE);

    assertThat(gateway.get(BUCKET, "key")).isEqualTo(LARGE);
  }

  @Test
  void anEmptyObjectIsAnObject() {
    gateway.put(BUCKET, "key", new byte[0]);

    assertThat(gateway.get(BUCKET, "key")).isEmpty();
  }

  @Test
  void theLimitIsInclusive() {
    byte[] most = new byte[TestingManager.INLINE_LIMIT];
    gateway.put(BUCKET, "key", most);

    assertThat(gateway.get(BUCKET, "key")).isEqualTo(most);
    PutObjectRequest.Builder more =
        gateway
            .putRequest(BUCKET, "key", most)
            .setInfo(
                gateway.putRequest(BUCKET, "key", most).getInfo().toBuilder()
                    .setSize(most.length + 1));
    more.getContentBuilder().setInline(ByteString.copyFrom(Arrays.copyOf(most, most.length + 1)));
    assertRefused(
            () -> gateway.ask(Request.newBuilder().setPutObject(more)),
            Failure.Code.INVALID_REQUEST)
        .hasMessageContaining("65 bytes are more than the 64 that are kept in the store");
  }

  @Test
  void whatTheClientSaidIsKept() {
    ObjectHeaders headers =
        ObjectHeaders.newBuilder()
            .setContentType("text/plain")
            .addUserMetadata(
                ObjectHeaders.UserMetadata.newBuilder().setName("colour").setValue("blue"))
            .build();
    PutObjectRequest.Builder request = gateway.putRequest(BUCKET, "key", SMALL);
    request.getInfoBuilder().setHeaders(headers);

    gateway.ask(Request.newBuilder().setPutObject(request));

    ObjectInfo info = find("key");
    assertThat(info.getHeaders()).isEqualTo(headers);
    assertThat(info.getChecksum()).isEqualTo(request.getInfo().getChecksum());
    assertThat(info.getMd5()).isEqualTo(request.getInfo().getMd5());
  }

  @Test
  void anObjectIsReplacedByAnyOther() {
    for (byte[] first : new byte[][] {SMALL, LARGE}) {
      for (byte[] second : new byte[][] {OTHER, LARGER}) {
        gateway.put(BUCKET, "key", first);
        manager.clock().advance(Duration.ofSeconds(1));

        ObjectInfo stored = gateway.put(BUCKET, "key", second);

        assertThat(stored.getModifiedMillis()).isEqualTo(now());
        assertThat(gateway.get(BUCKET, "key")).isEqualTo(second);
        manager.requireSound();
      }
    }
  }

  @Test
  void theBytesOfAReplacedObjectStayForAWhile() {
    gateway.put(BUCKET, "key", LARGE);
    var content = gateway.find(BUCKET, "key", Purpose.READ).getContent();
    gateway.put(BUCKET, "key", LARGER);
    manager.clock().advance(TestingManager.GRACE.minusSeconds(1));
    manager.maintain();

    assertThat(gateway.read(content)).isEqualTo(LARGE);
  }

  @Test
  void ifNoneMatchTakesNoOther() {
    gateway.put(BUCKET, "key", SMALL, ABSENT);

    assertRefused(
        () -> gateway.put(BUCKET, "key", OTHER, ABSENT),
        Failure.Code.PRECONDITION_FAILED,
        Map.of("Condition", "If-None-Match"));
    assertThat(gateway.get(BUCKET, "key")).isEqualTo(SMALL);
    gateway.delete(BUCKET, "key");
    gateway.put(BUCKET, "key", OTHER, ABSENT);
  }

  @Test
  void ifMatchReplacesOnlyThat() {
    String etag = Etags.of(gateway.put(BUCKET, "key", SMALL));

    assertRefused(
        () -> gateway.put(BUCKET, "key", OTHER, ifMatch("\"00\"")),
        Failure.Code.PRECONDITION_FAILED,
        Map.of("Condition", "If-Match"));
    gateway.put(BUCKET, "key", OTHER, ifMatch('"' + etag + '"'));
    assertRefused(
        () -> gateway.put(BUCKET, "key", LARGE, ifMatch(etag)), Failure.Code.PRECONDITION_FAILED);
    gateway.put(BUCKET, "key", LARGE, ifMatch("*"));
    assertThat(gateway.get(BUCKET, "key")).isEqualTo(LARGE);
  }

  @Test
  void ifMatchOfNothingIsNoSuchObject() {
    assertRefused(
        () -> gateway.put(BUCKET, "key", SMALL, ifMatch("*")),
        Failure.Code.NO_SUCH_OBJECT,
        Map.of("Key", "key"));
  }

  @Test
  void thereMustBeABucket() {
    assertRefused(
        () -> gateway.put("elsewhere", "key", SMALL),
        Failure.Code.NO_SUCH_BUCKET,
        Map.of("BucketName", "elsewhere"));
  }

  @Test
  void aBlobIsCommittedOnce() {
    Request.Builder request =
        Request.newBuilder().setPutObject(gateway.putRequest(BUCKET, "key", LARGE));
    gateway.ask(request);

    assertRefused(() -> gateway.ask(request), Failure.Code.INVALID_REQUEST)
        .hasMessageContaining("the blob has been committed before");
    assertRefused(
        () ->
            gateway.ask(
                Request.newBuilder()
                    .setPutObject(
                        request.getPutObject().toBuilder().setKey(ByteString.copyFromUtf8("b")))),
        Failure.Code.INVALID_REQUEST);
    assertThat(gateway.get(BUCKET, "key")).isEqualTo(LARGE);
  }

  @Test
  void aBlobWhoseLeaseHasRunOutIsNotCommitted() {
    PutObjectRequest.Builder late = gateway.putRequest(BUCKET, "key", LARGE);
    manager.clock().advance(TestingManager.LEASE.plusSeconds(1));
    manager.maintain();

    assertRefused(
        () -> gateway.ask(Request.newBuilder().setPutObject(late)), Failure.Code.NO_SUCH_EPOCH);
    assertRefused(() -> gateway.get(BUCKET, "key"), Failure.Code.NO_SUCH_OBJECT);
  }

  @Test
  void keysAreTakenAsTheyAre() {
    for (String key : new String[] {"a", "a/b", "/x", "a//b", ".", "..", " ", "a\\", "\u0001"}) {
      gateway.put(BUCKET, key, bytes(key));
    }

    for (String key : new String[] {"a", "a/b", "/x", "a//b", ".", "..", " ", "a\\", "\u0001"}) {
      assertThat(gateway.get(BUCKET, key)).isEqualTo(bytes(key));
    }
  }

  private ObjectInfo find(String key) {
    return gateway.find(BUCKET, key, Purpose.HEAD).getInfo();
  }
}
