package io.sluice.credentials.bench;

import io.sluice.credentials.aws.PrefetchingCredentialsProvider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A process that starts, makes one request and says in nanoseconds how long the request took, and
 * how long it took from the start of {@code main} to its answer.
 */
final class FirstRequestProcess {
  private FirstRequestProcess() {}

  public static void main(String[] args) {
    long start = System.nanoTime();
    AwsCredentialsProvider provider =
        Variant.valueOf(args[0])
            .provider(URI.create(args[1]), Path.of(args[3]), new Scale(Duration.ofHours(1)));
    try (S3Client client = Clients.s3(URI.create(args[2]), provider)) {
      if (provider instanceof PrefetchingCredentialsProvider prefetching) {
        prefetching.awaitReady(Duration.ofSeconds(30));
      }
      long begin = System.nanoTime();
      Clients.get(client);
      long end = System.nanoTime();
      System.out.println((end - begin) + " " + (end - start));
    }
  }
}
