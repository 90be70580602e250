package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.storage.BlobId;
import io.sluice.storage.BlobReader;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.BlobWriter;
import io.sluice.storage.StorageError;
import io.sluice.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is answered where the disk takes no more (row 109 of the sheet). */
class FullDiskIT {
  @RegisterExtension
  static final RunningServer server =
      new RunningServer(TestingServer.Setup.usual().storage(FaultyStorage::new));

  private static final byte[] LARGE = new byte[TestingServer.INLINE_LIMIT + 1];

  private final String bucket = server.newBucket();

  enum Step {
    CREATE,
    WRITE,
    FINISH
  }

  private static volatile @Nullable Step failing;
  private static volatile StorageError error = StorageError.FULL;

  /** A storage that fails at one step of staging a blob. */
  private record FaultyStorage(BlobStorage storage) implements BlobStorage {
    private static void reach(Step step) throws StorageException {
      if (step == failing) {
        throw new StorageException(error, "told to fail");
      }
    }

    @Override
    public BlobWriter create(BlobId id) throws IOException {
      reach(Step.CREATE);
      BlobWriter writer = storage.create(id);
      return new BlobWriter() {
        @Override
        public void write(ByteBuffer bytes) throws IOException {
          reach(Step.WRITE);
          writer.write(bytes);
        }

        @Override
        public int finish() throws IOException {
          reach(Step.FINISH);
          return writer.finish();
        }

        @Override
        public void close() throws IOException {
          writer.close();
        }
      };
    }

    @Override
    public BlobReader open(BlobId id) throws IOException {
      return storage.open(id);
    }

    @Override
    public void delete(BlobId id) throws IOException {
      storage.delete(id);
    }

    @Override
    public List<Long> epochs() throws IOException {
      return storage.epochs();
    }

    @Override
    public Stream<BlobId> blobs(long epoch) throws IOException {
      return storage.blobs(epoch);
    }

    @Override
    public void removeEpoch(long epoch) throws IOException {
      storage.removeEpoch(epoch);
    }

    @Override
    public void close() {
      storage.close();
    }
  }

  @AfterEach
  void mend() {
    failing = null;
  }

  private static long blobs() throws IOException {
    long count = 0;
    for (long epoch : server.server().storage().epochs()) {
      try (Stream<BlobId> blobs = server.server().storage().blobs(epoch)) {
        count += blobs.count();
      }
    }
    return count;
  }

  // 109
  @ParameterizedTest
  @CsvSource({
    "CREATE, FULL, 507, InsufficientStorage", "WRITE, FULL, 507, InsufficientStorage",
    "FINISH, FULL, 507, InsufficientStorage", "CREATE, NOT_ACCESSIBLE, 503, ServiceUnavailable",
    "WRITE, NOT_ACCESSIBLE, 503, ServiceUnavailable"
  })
  void whatCannotBeStagedIsNotStored(Step step, StorageError fault, int status, String code)
      throws IOException {
    server.ok(server.put(bucket, "small", "content"));
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    long before = blobs();
    error = fault;
    failing = step;
    for (Call call :
        List.of(
            server.put(bucket, "key", LARGE),
            upload.partCall(1, LARGE),
            upload.call("PUT", "partNumber=1&").header("x-amz-copy-source", bucket + "/small"))) {
      Answer answer = server.signed(call);
      assertThat(answer).isError(status, code).hasFields();
      assertThat(answer.has("Retry-After")).isEqualTo(status == 503);
    }
    // what needs no blob goes on
    server.ok(server.put(bucket, "small", "other"));
    assertThat(server.ok(server.get(bucket, "small"))).hasBody("other");
    assertThat(blobs()).isLessThanOrEqualTo(before);
    assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);

    mend();
    upload.part(1, LARGE);
    upload.complete();
    assertThat(server.ok(server.get(bucket, "key"))).hasBody(LARGE);
  }
}
