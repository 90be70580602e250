package io.sluice.bench.scenario;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.LoadGenerator;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.load.Pace;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.Payload;
import io.sluice.bench.s3.RequestEncoder;
import io.sluice.bench.s3.RequestEncoder.Call;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.IntStream;

/** An upload whose parts all have the same content. */
final class Upload {
  static final int PART_SIZE = 8 << 20;

  private static final int CONNECTIONS = 4;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Ground ground;
  private final String path;
  private final String id;
  private final Payload part;
  private final int parts;

  private Upload(Ground ground, String path, String id, Payload part, int parts) {
    this.ground = ground;
    this.path = path;
    this.id = id;
    this.part = part;
    this.parts = parts;
  }

  static Upload begin(Ground ground, String key, Payload part, int parts) {
    String path = Ground.path(Ground.BUCKET, key);
    String id =
        ground
            .dialogue()
            .ask(Call.of("POST", path).query(Map.of("uploads", "")))
            .successful()
            .element("UploadId")
            .orElseThrow(() -> new IllegalStateException("no UploadId"));
    return new Upload(ground, path, id, part, parts);
  }

  /** The requests that send the parts. */
  RequestSource requests() {
    RequestEncoder encoder = ground.encoder();
    return RequestSource.once(
        IntStream.rangeClosed(1, parts)
            .mapToObj(
                number ->
                    encoder.encode(
                        Call.of("PUT", path)
                            .query(Map.of("partNumber", Integer.toString(number), "uploadId", id))
                            .payload(part),
                        Expected.status(200)))
            .toList());
  }

  void sendAll() {
    try (LoadGenerator generator =
        LoadGenerator.connect(ground.running().endpoint().address(), CONNECTIONS)) {
      Measurement sent = generator.run(requests(), Pace.Closed.INSTANCE, LONGEST);
      if (sent.requests() < parts) {
        throw new IllegalStateException("parts were not taken: " + sent.firstFault());
      }
    }
  }

  void complete() {
    String etag = md5(part);
    StringBuilder document = new StringBuilder("<CompleteMultipartUpload>");
    for (int number = 1; number <= parts; number++) {
      document.append(
          "<Part><PartNumber>%d</PartNumber><ETag>&quot;%s&quot;</ETag></Part>"
              .formatted(number, etag));
    }
    document.append("</CompleteMultipartUpload>");
    String answer =
        ground
            .dialogue()
            .ask(
                Call.of("POST", path)
                    .query(Map.of("uploadId", id))
                    .headers("Content-Type: application/xml\r\n")
                    .payload(Payload.of(document.toString().getBytes(StandardCharsets.UTF_8))))
            .successful()
            .text();
    if (!answer.contains("CompleteMultipartUploadResult")) {
      throw new IllegalStateException("the upload was not completed: " + answer);
    }
  }

  private static String md5(Payload payload) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("MD5").digest(payload.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
