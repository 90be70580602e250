package io.sluice.cli.apart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import io.sluice.cli.SluiceProcess.Outcome;
import io.sluice.manager.secret.AccessKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A gateway has served requests of all kinds, and has no secret anywhere on its heap. */
final class HeapIT {
  @TempDir private Path folder;

  @Test
  void aGatewayHoldsNoSecretAndItsManagerDoes() throws IOException {
    Path data = folder.resolve("data");
    try (SluiceProcess manager = SluiceProcess.manager(data);
        SluiceProcess gateway = manager.gateway(data)) {
      AccessKey alice = principal(manager);
      for (AccessKey key : new AccessKey[] {SluiceProcess.ROOT, alice}) {
        try (S3Client s3 = gateway.s3(key)) {
          use(s3, "of-" + key.id().toLowerCase(Locale.ROOT));
        }
      }
      Path gatewayHeap = folder.resolve("gateway.hprof");
      Path managerHeap = folder.resolve("manager.hprof");
      gateway.dumpHeap(gatewayHeap);
      manager.dumpHeap(managerHeap);

      // what is looked for can be found
      assertThat(contains(gatewayHeap, alice.id())).isTrue();
      assertThat(contains(managerHeap, SluiceProcess.ROOT.secret())).isTrue();
      assertThat(contains(gatewayHeap, SluiceProcess.ROOT.secret())).isFalse();
      assertThat(contains(gatewayHeap, alice.secret())).isFalse();
    }
  }

  private static AccessKey principal(SluiceProcess manager) {
    Outcome created = manager.runHere("principal", "create", "alice", "--policy", "readwrite");
    assertThat(created.exitCode()).as(created.err()).isZero();
    return new AccessKey(value(created.out(), "access key"), value(created.out(), "secret key"));
  }

  private static String value(String out, String name) {
    return out.lines()
        .filter(line -> line.strip().startsWith(name))
        .map(line -> line.strip().substring(name.length()).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError(out));
  }

  private static void use(S3Client s3, String bucket) {
    s3.createBucket(b -> b.bucket(bucket));
    s3.putObject(b -> b.bucket(bucket).key("small"), RequestBody.fromString("small"));
    // larger, and so sent in signed chunks, for which the gateway is given a key of one day
    s3.putObject(b -> b.bucket(bucket).key("large"), RequestBody.fromBytes(new byte[1 << 20]));
    assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("large")).asByteArray())
        .hasSize(1 << 20);
  }

  /** Whether a file holds a text in ASCII. */
  private static boolean contains(Path file, String text) throws IOException {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      byte[] window = new byte[8 << 20];
      int held = 0;
      for (int n = in.read(window, held, window.length - held);
          n > 0;
          n = in.read(window, held, window.length - held)) {
        held += n;
        for (int i = 0; i + wanted.length <= held; i++) {
          int j = 0;
          while (j < wanted.length && window[i + j] == wanted[j]) {
            j++;
          }
          if (j == wanted.length) {
            return true;
          }
        }
        int keep = Math.min(held, wanted.length - 1);
        System.arraycopy(window, held - keep, window, 0, keep);
        held = keep;
      }
    }
    return false;
  }
}
