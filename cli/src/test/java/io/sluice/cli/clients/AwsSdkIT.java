package io.sluice.cli.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

class AwsSdkIT {
  private static final String BUCKET = "sdk";
  private static final int[] SIZES = {0, 1, 1_000, 128 << 10, (128 << 10) + 1, 5 << 20};

  @TempDir private static Path folder;
  private static SluiceProcess server;
  private static S3Client s3;

  @BeforeAll
  static void start() {
    server = SluiceProcess.server(folder.resolve("data"));
    s3 = server.s3();
    s3.createBucket(b -> b.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    s3.close();
    server.close();
  }

  @Test
  void theSynchronousClientStoresAndReads() {
    for (int size : SIZES) {
      byte[] bytes = bytes(size);
      String key = "sync/" + size;
      s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));

      assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asByteArray())
          .isEqualTo(bytes);
      assertThat(s3.headObject(b -> b.bucket(BUCKET).key(key)).contentLength()).isEqualTo(size);
    }
  }

  @Test
  void theSynchronousClientsChecksumsAreKept() {
    for (ChecksumAlgorithm algorithm :
        List.of(
            ChecksumAlgorithm.CRC32,
            ChecksumAlgorithm.CRC32_C,
            ChecksumAlgorithm.SHA1,
            ChecksumAlgorithm.SHA256)) {
      byte[] bytes = bytes(300_000);
      String key = "checksum/" + algorithm;
      s3.putObject(
          b -> b.bucket(BUCKET).key(key).checksumAlgorithm(algorithm),
          RequestBody.fromBytes(bytes));

      // the client itself compares what it reads with the checksum that comes with it
      var read =
          s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key).checksumMode(ChecksumMode.ENABLED));
      assertThat(read.asByteArray()).isEqualTo(bytes);
      assertThat(read.response().checksumTypeAsString()).isEqualTo("FULL_OBJECT");
    }
  }

  @Test
  void theSynchronousClientSendsAFileAndReadsARange() throws IOException {
    byte[] bytes = bytes(1 << 20);
    Path file = Files.write(folder.resolve("stream"), bytes);
    s3.putObject(b -> b.bucket(BUCKET).key("file"), RequestBody.fromFile(file));

    assertThat(
            s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("file").range("bytes=10-19"))
                .asByteArray())
        .isEqualTo(Arrays.copyOfRange(bytes, 10, 20));
  }

  @Test
  void theSynchronousClientListsCopiesAndDeletes() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      String key = "many/%02d".formatted(i);
      keys.add(key);
      s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(key));
    }
    assertThat(
            s3
                .listObjectsV2Paginator(b -> b.bucket(BUCKET).prefix("many/").maxKeys(7))
                .contents()
                .stream()
                .map(S3Object::key))
        .isEqualTo(keys);

    s3.copyObject(
        b ->
            b.sourceBucket(BUCKET)
                .sourceKey("many/03")
                .destinationBucket(BUCKET)
                .destinationKey("many copy/ä+ü&.txt"));
    assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("many copy/ä+ü&.txt")).asUtf8String())
        .isEqualTo("many/03");

    List<ObjectIdentifier> ids =
        keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    assertThat(s3.deleteObjects(b -> b.bucket(BUCKET).delete(d -> d.objects(ids))).deleted())
        .hasSize(25);
    assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET).prefix("many/")).contents()).isEmpty();
  }

  @Test
  void theAsynchronousClientDoesManyAtOnce() {
    try (S3AsyncClient async = async(false)) {
      List<byte[]> all = IntStream.range(0, 64).mapToObj(i -> bytes(i * 5_000)).toList();
      CompletableFuture.allOf(
              IntStream.range(0, 64)
                  .mapToObj(
                      i ->
                          async.putObject(
                              b -> b.bucket(BUCKET).key("async/" + i),
                              AsyncRequestBody.fromBytes(all.get(i))))
                  .toArray(CompletableFuture[]::new))
          .join();
      for (int i = 0; i < 64; i++) {
        String key = "async/" + i;
        assertThat(
                async
                    .getObject(b -> b.bucket(BUCKET).key(key), AsyncResponseTransformer.toBytes())
                    .join()
                    .asByteArray())
            .isEqualTo(all.get(i));
      }
    }
  }

  @Test
  void theTransferManagerUploadsInPartsAndDownloads() throws IOException {
    byte[] bytes = bytes(37 << 20);
    Path file = Files.write(folder.resolve("to-upload"), bytes);
    Path back = folder.resolve("downloaded");
    try (S3AsyncClient async = async(true);
        S3TransferManager transfers = S3TransferManager.builder().s3Client(async).build()) {
      transfers
          .uploadFile(u -> u.source(file).putObjectRequest(p -> p.bucket(BUCKET).key("parts")))
          .completionFuture()
          .join();
      transfers
          .downloadFile(
              d -> d.destination(back).getObjectRequest(g -> g.bucket(BUCKET).key("parts")))
          .completionFuture()
          .join();
    }
    assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    assertThat(s3.headObject(b -> b.bucket(BUCKET).key("parts")).eTag()).contains("-5");
  }

  @Test
  void theTransferManagerCopiesAFolderBothWays() throws IOException {
    Path source = Files.createDirectories(folder.resolve("tree"));
    for (int i = 0; i < 20; i++) {
      Path file = source.resolve("d" + i % 3).resolve("file " + i);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes(i * 997));
    }
    Path back = folder.resolve("tree-back");
    try (S3AsyncClient async = async(true);
        S3TransferManager transfers = S3TransferManager.builder().s3Client(async).build()) {
      assertThat(
              transfers
                  .uploadDirectory(u -> u.source(source).bucket(BUCKET).s3Prefix("tree"))
                  .completionFuture()
                  .join()
                  .failedTransfers())
          .isEmpty();
      assertThat(
              transfers
                  .downloadDirectory(
                      d ->
                          d.destination(back)
                              .bucket(BUCKET)
                              .listObjectsV2RequestTransformer(l -> l.prefix("tree/")))
                  .completionFuture()
                  .join()
                  .failedTransfers())
          .isEmpty();
    }
    try (var files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.mismatch(file, back.resolve(source.relativize(file)))).isEqualTo(-1);
      }
    }
  }

  @Test
  void presignedUrlsWorkForWhoHasNoCredentials() throws Exception {
    try (S3Presigner presigner =
            S3Presigner.builder()
                .endpointOverride(server.endpoint())
                .region(SluiceProcess.REGION)
                .credentialsProvider(SluiceProcess.credentials(SluiceProcess.ROOT))
                .serviceConfiguration(
                    S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
        HttpClient http = HttpClient.newHttpClient()) {
      var put =
          presigner.presignPutObject(
              p ->
                  p.signatureDuration(Duration.ofMinutes(5))
                      .putObjectRequest(r -> r.bucket(BUCKET).key("pre signed")));
      var sent =
          http.send(
              HttpRequest.newBuilder(put.url().toURI())
                  .PUT(HttpRequest.BodyPublishers.ofString("by anybody"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(sent.statusCode()).isEqualTo(200);
      URI get =
          presigner
              .presignGetObject(
                  p ->
                      p.signatureDuration(Duration.ofMinutes(5))
                          .getObjectRequest(r -> r.bucket(BUCKET).key("pre signed")))
              .url()
              .toURI();
      assertThat(http.send(HttpRequest.newBuilder(get).build(), BodyHandlers.ofString()).body())
          .isEqualTo("by anybody");
    }
  }

  private static S3AsyncClient async(boolean multipart) {
    return S3AsyncClient.builder()
        .endpointOverride(server.endpoint())
        .region(SluiceProcess.REGION)
        .forcePathStyle(true)
        .multipartEnabled(multipart)
        .credentialsProvider(SluiceProcess.credentials(SluiceProcess.ROOT))
        .build();
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
