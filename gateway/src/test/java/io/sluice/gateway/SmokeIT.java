package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class SmokeIT {
  @TempDir private Path folder;

  @Test
  void objectsOfAllSizesComeBack() throws Exception {
    try (TestingServer server = TestingServer.start(folder);
        S3Client s3 = server.s3()) {
      s3.createBucket(b -> b.bucket("first"));
      for (int size : new int[] {0, 1, 1000, 128 << 10, (128 << 10) + 1, 5 << 20}) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        s3.putObject(b -> b.bucket("first").key("dir/o-" + size), RequestBody.fromBytes(bytes));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("first").key("dir/o-" + size)).asByteArray())
            .isEqualTo(bytes);
      }
    }
  }
}
