package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.TestingStore;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is answered where the store cannot do it (row 109 of the sheet). */
class OverloadIT {
  private static final FaultyStore store = new FaultyStore();

  @RegisterExtension
  static final RunningServer server = new RunningServer(TestingServer.Setup.usual().store(store));

  private final String bucket = server.newBucket();

  /** A store that fails when it is told to. */
  private static final class FaultyStore extends TestingStore {
    private volatile @Nullable StoreError onCommit;
    private volatile @Nullable StoreError onRead;
    private volatile boolean contended;

    @Override
    public long commit(Transaction transaction) {
      fail(onCommit);
      if (contended) {
        Key key = transaction.mutations().getFirst().key();
        throw new ConditionFailedException(new Condition.Absent(key));
      }
      return super.commit(transaction);
    }

    @Override
    public List<Optional<Entry>> getAll(List<Key> keys) {
      fail(onRead);
      return super.getAll(keys);
    }

    private static void fail(@Nullable StoreError error) {
      if (error != null) {
        throw new StoreException(error, "told to fail");
      }
    }
  }

  @AfterEach
  void mend() {
    store.onCommit = null;
    store.onRead = null;
    store.contended = false;
  }

  // 109
  @ParameterizedTest
  @CsvSource({
    "FULL, 507, InsufficientStorage, ''",
    "READ_ONLY, 503, ServiceUnavailable, 1",
    "THROTTLED, 503, SlowDown, 1",
    "UNAVAILABLE, 503, ServiceUnavailable, 1",
    "CLOSED, 503, ServiceUnavailable, 1"
  })
  void aWriteThatIsNotDoneSaysWhy(StoreError error, int status, String code, String retryAfter) {
    server.ok(server.put(bucket, "key", "old"));
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    upload.part(1, new byte[1]);
    store.onCommit = error;
    for (Call call :
        List.of(
            server.put(bucket, "key", "new"),
            server.put(bucket, "key", new byte[TestingServer.INLINE_LIMIT + 1]),
            server.call("PUT", "/" + bucket + "/copy").header("x-amz-copy-source", bucket + "/key"),
            server.delete(bucket, "key"),
            server.call("POST", "/" + bucket + "/key?uploads"),
            upload.partCall(2, new byte[1]),
            upload.completeCall(),
            upload.call("DELETE", ""),
            server.call("PUT", "/not-made"))) {
      Answer answer = server.signed(call);
      assertThat(answer).isError(status, code).hasFields().hasHeader("Retry-After", retryAfter);
    }
    mend();
    assertThat(server.ok(server.get(bucket, "key"))).hasBody("old");
    upload.complete();
  }

  // 109
  @ParameterizedTest
  @CsvSource({"THROTTLED, SlowDown", "UNAVAILABLE, ServiceUnavailable"})
  void aReadThatIsNotDoneSaysWhy(StoreError error, String code) {
    server.ok(server.put(bucket, "key", "old"));
    store.onRead = error;
    for (Call call :
        List.of(
            server.get(bucket, "key"),
            server.call("GET", "/" + bucket),
            server.put(bucket, "key", "new"))) {
      assertThat(server.signed(call)).isError(503, code).hasHeader("Retry-After", "1");
    }
    mend();
    assertThat(server.ok(server.get(bucket, "key"))).hasBody("old");
  }

  // 109
  @Test
  void whatCannotBeReadIsNotThereForNow() {
    store.onRead = StoreError.CORRUPT;
    assertThat(server.signed(server.get(bucket, "key")))
        .isError(503, "ServiceUnavailable")
        .hasFields();
  }

  // 109
  @Test
  void whereOthersAreAlwaysFasterTheClientSlowsDown() {
    store.contended = true;
    assertThat(server.signed(server.put(bucket, "key", "new")))
        .isError(503, "SlowDown")
        .hasMessage("Please reduce your request rate.")
        .hasHeader("Retry-After", "1");
    mend();
    assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);
  }
}
