package io.sluice.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Memory does not grow with the size of objects: four of 1 GiB go in and out at once through a heap
 * of 256 MiB.
 */
class LargeObjectsIT {
  private static final long SIZE = 1L << 30;
  private static final int OBJECTS = 4;

  @TempDir private Path folder;

  @Test
  void fourObjectsOfOneGibibyteAtOnceFitIntoASmallHeap() throws Exception {
    try (SluiceProcess server =
            SluiceProcess.server(
                folder.resolve("data"), "-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
        ExecutorService clients = Executors.newFixedThreadPool(OBJECTS)) {
      try (S3Client s3 = server.s3()) {
        s3.createBucket(b -> b.bucket("large"));
      }
      List<Future<Long>> sent = new ArrayList<>();
      for (int i = 0; i < OBJECTS; i++) {
        int number = i;
        sent.add(clients.submit(() -> upload(server, number)));
      }
      List<Long> uploaded = new ArrayList<>();
      for (Future<Long> future : sent) {
        uploaded.add(future.get());
      }
      List<Future<Long>> received = new ArrayList<>();
      for (int i = 0; i < OBJECTS; i++) {
        int number = i;
        received.add(clients.submit(() -> download(server, number)));
      }
      for (int i = 0; i < OBJECTS; i++) {
        assertThat(received.get(i).get()).isEqualTo(uploaded.get(i));
      }
    }
  }

  private static long upload(SluiceProcess server, int number) throws IOException {
    try (S3Client s3 = server.s3();
        GeneratedStream body = new GeneratedStream(number, SIZE)) {
      s3.putObject(
          b -> b.bucket("large").key("object-" + number), RequestBody.fromInputStream(body, SIZE));
      return body.crc();
    }
  }

  private static long download(SluiceProcess server, int number) throws IOException {
    CRC32C crc = new CRC32C();
    try (S3Client s3 = server.s3();
        InputStream body = s3.getObject(b -> b.bucket("large").key("object-" + number))) {
      byte[] buffer = new byte[1 << 16];
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        crc.update(buffer, 0, count);
      }
    }
    return crc.getValue();
  }
}
