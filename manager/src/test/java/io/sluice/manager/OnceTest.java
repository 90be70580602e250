package io.sluice.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.sluice.manager.record.Keys;
import io.sluice.manager.secret.AccessKey;
import io.sluice.protocol.AbortUploadRequest;
import io.sluice.protocol.CreateBucketRequest;
import io.sluice.protocol.DeleteBucketRequest;
import io.sluice.protocol.DeleteObjectRequest;
import io.sluice.protocol.DeleteObjectsRequest;
import io.sluice.protocol.Failure;
import io.sluice.protocol.PutObjectRequest;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.SetObjectTagsRequest;
import io.sluice.store.Bytes;
import io.sluice.store.Limits;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is asked twice with the same operation id is done once, and answered twice. */
final class OnceTest extends OperationTest {
  private ByteString newId() {
    byte[] id = new byte[16];
    ByteBuffer.wrap(id).putLong(now() << 16).putLong(++lastId);
    return ByteString.copyFrom(id);
  }

  private long lastId;

  private Request.Builder put(byte[] bytes) {
    return Request.newBuilder()
        .setOperationId(newId())
        .setPutObject(gateway.putRequest(BUCKET, "key", bytes));
  }

  private static ByteString key(String key) {
    return TestingManager.key(key);
  }

  private int results() {
    return manager
        .store()
        .scan(Scan.of(Keys.RESULTS, Bytes.EMPTY, Limits.PAGE_ITEMS))
        .entries()
        .size();
  }

  @Test
  void aPutIsDoneOnceThoughSomebodyElseWroteMeanwhile() {
    Request.Builder put = put(SMALL);
    Reply first = gateway.ask(put);
    gateway.put(BUCKET, "key", OTHER);

    assertThat(gateway.ask(put)).isEqualTo(first);
    assertThat(gateway.get(BUCKET, "key")).isEqualTo(OTHER);
  }

  @Test
  void aBlobIsCommittedOnce() {
    Request.Builder put = put(LARGE);
    Reply first = gateway.ask(put);

    assertThat(gateway.ask(put)).isEqualTo(first);
  }

  @Test
  void aConditionalPutThatWonHasWon() {
    PutObjectRequest.Builder request =
        gateway.putRequest(BUCKET, "key", SMALL).setCondition(TestingGateway.ABSENT);
    Request.Builder put = Request.newBuilder().setOperationId(newId()).setPutObject(request);
    Reply first = gateway.ask(put);

    assertThat(gateway.ask(put)).isEqualTo(first);
    assertRefused(() -> gateway.ask(put.setOperationId(newId())), Failure.Code.PRECONDITION_FAILED);
  }

  @Test
  void aDeletionDeletesNothingThatCameLater() {
    gateway.put(BUCKET, "key", SMALL);
    Request.Builder delete =
        Request.newBuilder()
            .setOperationId(newId())
            .setDeleteObject(DeleteObjectRequest.newBuilder().setBucket(BUCKET).setKey(key("key")));
    gateway.ask(delete);
    gateway.put(BUCKET, "key", OTHER);
    gateway.ask(delete);

    assertThat(gateway.get(BUCKET, "key")).isEqualTo(OTHER);
  }

  @Test
  void aDeletionOfManyDeletesNothingThatCameLater() {
    DeleteObjectsRequest.Builder targets = DeleteObjectsRequest.newBuilder().setBucket(BUCKET);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add("key-" + i);
      gateway.put(BUCKET, "key-" + i, i % 3 == 0 ? LARGE : SMALL);
      targets.addTargets(DeleteObjectsRequest.Target.newBuilder().setKey(key("key-" + i)));
    }
    gateway.copy(BUCKET, "key-0", BUCKET, "key-1");
    Request.Builder delete = Request.newBuilder().setOperationId(newId()).setDeleteObjects(targets);
    Reply first = gateway.ask(delete);
    keys.forEach(key -> gateway.put(BUCKET, key, OTHER));

    assertThat(gateway.ask(delete)).isEqualTo(first);
    assertThat(gateway.list(BUCKET).getItemsCount()).isEqualTo(100);
  }

  @Test
  void aBucketIsMadeAndDeletedOnce() {
    Request.Builder create =
        Request.newBuilder()
            .setOperationId(newId())
            .setCreateBucket(CreateBucketRequest.newBuilder().setBucket("other"));
    Reply created = gateway.ask(create);
    assertThat(gateway.ask(create)).isEqualTo(created);
    assertRefused(
        () -> gateway.ask(create.setOperationId(newId())), Failure.Code.BUCKET_OWNED_BY_CALLER);

    Request.Builder delete =
        Request.newBuilder()
            .setOperationId(newId())
            .setDeleteBucket(DeleteBucketRequest.newBuilder().setBucket("other"));
    Reply deleted = gateway.ask(delete);
    gateway.createBucket("other");
    assertThat(gateway.ask(delete)).isEqualTo(deleted);
    gateway.put("other", "key", SMALL);
  }

  @Test
  void anUploadIsAbortedOnce() {
    String upload = gateway.createUpload(BUCKET, "key");
    Request.Builder abort =
        Request.newBuilder()
            .setOperationId(newId())
            .setAbortUpload(
                AbortUploadRequest.newBuilder()
                    .setBucket(BUCKET)
                    .setKey(key("key"))
                    .setUploadId(upload));
    Reply aborted = gateway.ask(abort);

    assertThat(gateway.ask(abort)).isEqualTo(aborted);
  }

  @Test
  void tagsAreSetOnce() {
    gateway.put(BUCKET, "key", SMALL);
    Request.Builder set =
        Request.newBuilder()
            .setOperationId(newId())
            .setSetObjectTags(
                SetObjectTagsRequest.newBuilder().setBucket(BUCKET).setKey(key("key")));
    Reply done = gateway.ask(set);
    gateway.delete(BUCKET, "key");

    assertThat(gateway.ask(set)).isEqualTo(done);
  }

  /** The second arrives while the first is about to commit, and commits before it. */
  @Test
  void ofTwoAtTheSameTimeOneIsDone() {
    AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
    TestingManager slow =
        manager.another(
            store ->
                new TestingStore(store) {
                  @Override
                  public long commit(Transaction transaction) {
                    before.getAndSet(() -> {}).run();
                    return super.commit(transaction);
                  }
                });
    PutObjectRequest.Builder request =
        gateway.putRequest(BUCKET, "key", SMALL).setCondition(TestingGateway.ABSENT);
    Request.Builder put = Request.newBuilder().setOperationId(newId()).setPutObject(request);
    AtomicReference<Reply> second = new AtomicReference<>();
    before.set(() -> second.set(manager.ask(put)));

    Reply first = slow.ask(put);

    assertThat(first).isEqualTo(second.get());
    slow.stop();
  }

  @Test
  void nobodyElseIsToldWhatWasAnswered() {
    AccessKey other = manager.principal("other", "");
    Request.Builder put = put(SMALL);
    gateway.ask(put);

    assertThat(manager.refusal(other, put).getCode()).isEqualTo(Failure.Code.ACCESS_DENIED);
  }

  @Test
  void whatWasRefusedIsNotRemembered() {
    Request.Builder delete =
        Request.newBuilder()
            .setOperationId(newId())
            .setDeleteBucket(DeleteBucketRequest.newBuilder().setBucket("later"));
    assertRefused(() -> gateway.ask(delete), Failure.Code.NO_SUCH_BUCKET);
    gateway.createBucket("later");

    gateway.ask(delete);
  }

  @Test
  void withoutAnIdNothingIsRemembered() {
    gateway.put(BUCKET, "key", SMALL);

    assertThat(results()).isZero();
  }

  @Test
  void whatNobodyAsksForAgainIsForgotten() {
    gateway.ask(put(SMALL));
    manager.clock().advance(Duration.ofMinutes(9));
    manager.maintain();
    assertThat(results()).isEqualTo(1);
    manager.clock().advance(Duration.ofMinutes(2));
    manager.maintain();
    assertThat(results()).isZero();
  }

  @Test
  void anIdOfAnotherLengthIsRefused() {
    assertRefused(
        () -> gateway.ask(put(SMALL).setOperationId(ByteString.copyFromUtf8("short"))),
        Failure.Code.INVALID_REQUEST);
  }
}
