package io.sluice.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import io.sluice.cli.SluiceProcess.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class ScrubIT {
  @TempDir private Path folder;

  @Test
  void aFlippedBitIsReportedWithItsObject() throws Exception {
    Path data = folder.resolve("data");
    try (SluiceProcess server = SluiceProcess.server(data);
        S3Client s3 = server.s3()) {
      s3.createBucket(b -> b.bucket("bucket"));
      s3.putObject(
          b -> b.bucket("bucket").key("dir/damaged"), RequestBody.fromBytes(new byte[1 << 20]));
      Outcome whole = server.runHere("scrub");
      assertThat(whole.exitCode()).isZero();
      assertThat(whole.out()).contains("1 blobs with 1048576 bytes were read; all are whole");

      flipABit(data);

      Outcome damaged = server.runHere("scrub");
      assertThat(damaged.exitCode()).isEqualTo(1);
      assertThat(damaged.out())
          .contains("of s3://bucket/dir/damaged: its CRC32C is")
          .contains("1 are damaged");
      assertThat(damaged.err()).contains("scrub");
    }
  }

  private static void flipABit(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("blobs"))) {
      Path blob = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      try (FileChannel channel = FileChannel.open(blob, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[] {1}), 12_345);
      }
    }
  }
}
