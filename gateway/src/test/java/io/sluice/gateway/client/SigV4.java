package io.sluice.gateway.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs by AWS Signature Version 4, as its documentation describes it and independently of the
 * server; checked against the examples that Amazon publishes.
 */
public record SigV4(String accessKeyId, String secret, String region, InstantSource clock) {
  static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  static final String SHA256_HEADER = "x-amz-content-sha256";

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Set<String> NEVER_SIGNED =
      Set.of("authorization", "connection", "expect", "transfer-encoding", "user-agent");

  public SigV4 at(Instant time) {
    return new SigV4(accessKeyId, secret, region, InstantSource.fixed(time));
  }

  public SigV4 inRegion(String other) {
    return new SigV4(accessKeyId, secret, other, clock);
  }

  /** The request with an Authorization header; what it says of its body already is signed so. */
  public Call sign(Call call) {
    SigV4 now = now();
    return now.signWithDate(now.withDate(call));
  }

  /** This one at this moment, lest the time go on while it signs. */
  SigV4 now() {
    return at(clock.instant());
  }

  /** The same, of a request that has its date already. */
  public Call signWithDate(Call call) {
    return authorized(
        call.first(SHA256_HEADER).isPresent()
            ? call
            : call.header(SHA256_HEADER, sha256(call.body())));
  }

  /** The same, of a request that has its date and says what its body is. */
  Call authorized(Call call) {
    String signedHeaders = String.join(";", names(call));
    return call.header(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(accessKeyId, scope(), signedHeaders, signature(call)));
  }

  Call withDate(Call call) {
    return call.first("x-amz-date").isPresent() ? call : call.header("x-amz-date", timestamp());
  }

  String signature(Call call) {
    return signature(call, call.first(SHA256_HEADER).orElse(UNSIGNED));
  }

  private String signature(Call call, String hash) {
    return hex(hmac(key(), stringToSign(canonicalRequest(call, hash))));
  }

  /** The request as a URL that is good for so many seconds. */
  public Call presign(Call call, long seconds) {
    return presign(call, Long.toString(seconds));
  }

  /** The same, where what stands for the seconds may be anything. */
  public Call presign(Call call, String expires) {
    return presign(call, expires, call.first(SHA256_HEADER).orElse(UNSIGNED));
  }

  /** The same, with what is signed of the body. */
  public Call presign(Call call, String expires, String hash) {
    return now().presigned(call, expires, hash);
  }

  private Call presigned(Call call, String expires, String hash) {
    Call asked =
        call.query(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%s&X-Amz-Date=%s&X-Amz-Expires=%s&X-Amz-SignedHeaders=%s"
                .formatted(
                    Encoding.query(accessKeyId + "/" + scope()),
                    timestamp(),
                    Encoding.query(expires),
                    Encoding.query(String.join(";", names(call)))));
    return asked.query("X-Amz-Signature=" + signature(asked, hash));
  }

  String timestamp() {
    return TIMESTAMP.format(clock.instant());
  }

  String scope() {
    return "%s/%s/s3/aws4_request".formatted(timestamp().substring(0, 8), region);
  }

  private String stringToSign(String canonicalRequest) {
    return "AWS4-HMAC-SHA256\n%s\n%s\n%s"
        .formatted(timestamp(), scope(), sha256(canonicalRequest.getBytes(ISO_8859_1)));
  }

  String canonicalRequest(Call call, String hash) {
    int mark = call.target().indexOf('?');
    String path = mark < 0 ? call.target() : call.target().substring(0, mark);
    String query = mark < 0 ? "" : call.target().substring(mark + 1);
    StringBuilder headers = new StringBuilder();
    for (String name : names(call)) {
      List<String> values =
          call.fields().stream()
              .filter(field -> field.name().equalsIgnoreCase(name))
              .map(field -> field.value().strip().replaceAll(" +", " "))
              .toList();
      headers.append(name).append(':').append(String.join(",", values)).append('\n');
    }
    return String.join(
        "\n",
        call.method(),
        Encoding.encode(Encoding.decode(path), "/"),
        canonicalQuery(query),
        headers,
        String.join(";", names(call)),
        hash);
  }

  private static String canonicalQuery(String query) {
    List<String> parameters = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        String[] parts = parameter.split("=", 2);
        parameters.add(reencoded(parts[0]) + "\0" + (parts.length < 2 ? "" : reencoded(parts[1])));
      }
    }
    parameters.sort(null);
    return String.join("&", parameters).replace('\0', '=');
  }

  private static String reencoded(String text) {
    return Encoding.encode(Encoding.decode(text), "");
  }

  private static Set<String> names(Call call) {
    Set<String> names = new TreeSet<>();
    for (Call.Field field : call.fields()) {
      names.add(field.name().toLowerCase(Locale.ROOT));
    }
    names.removeAll(NEVER_SIGNED);
    return names;
  }

  byte[] key() {
    byte[] key = ("AWS4" + secret).getBytes(UTF_8);
    for (String part : scope().split("/", -1)) {
      key = hmac(key, part);
    }
    return key;
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** In lower-case hex. */
  public static String sha256(byte[] bytes) {
    try {
      return hex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
