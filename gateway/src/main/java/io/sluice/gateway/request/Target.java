package io.sluice.gateway.request;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.protocol.client.BucketName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request is about: the service, a bucket or an object.
 *
 * @param bucket empty for the service
 * @param key empty for the service or a bucket
 * @param virtualHost whether the bucket was named by the host
 */
public record Target(String bucket, String key, boolean virtualHost) {
  /** What can be asked of depends on it. */
  public enum Level {
    SERVICE,
    BUCKET,
    OBJECT
  }

  private static final int LONGEST_KEY = 1024;

  /**
   * Reads the target of a request.
   *
   * @param path raw, as it was sent
   * @param authority host and port, as they were sent
   * @param domains that buckets are named below, in lower case
   * @throws S3Exception InvalidURI, InvalidBucketName or KeyTooLongError
   */
  public static Target parse(String path, String authority, List<String> domains) {
    Optional<String> hosted = bucketOfHost(authority, domains);
    String decoded =
        UriCoding.decode(path)
            .flatMap(UriCoding::utf8)
            .orElseThrow(() -> new S3Exception(S3Error.INVALID_URI));
    if (!decoded.startsWith("/") || decoded.indexOf('\0') >= 0) {
      throw new S3Exception(S3Error.INVALID_URI);
    }
    if (hosted.isPresent()) {
      return checked(new Target(hosted.get(), decoded.substring(1), true));
    }
    int slash = decoded.indexOf('/', 1);
    return slash < 0
        ? checked(new Target(decoded.substring(1), "", false))
        : checked(new Target(decoded.substring(1, slash), decoded.substring(slash + 1), false));
  }

  /**
   * What a bucket and a key name that were read elsewhere.
   *
   * @throws S3Exception InvalidBucketName or KeyTooLongError
   */
  public static Target of(String bucket, String key) {
    return checked(new Target(bucket, key, false));
  }

  private static Target checked(Target target) {
    if (target.bucket.isEmpty() && !target.key.isEmpty()) {
      throw new S3Exception(S3Error.INVALID_BUCKET_NAME).with("BucketName", "");
    }
    if (!target.bucket.isEmpty() && !BucketName.valid(target.bucket)) {
      throw new S3Exception(S3Error.INVALID_BUCKET_NAME).with("BucketName", target.bucket);
    }
    Optional<S3Exception> tooLong = keyTooLong(target.key);
    if (tooLong.isPresent()) {
      throw tooLong.get();
    }
    return target;
  }

  /** KeyTooLongError if it is. */
  public static Optional<S3Exception> keyTooLong(String key) {
    int length = key.length();
    if (length > LONGEST_KEY / 3) {
      length = key.getBytes(StandardCharsets.UTF_8).length;
    }
    return length <= LONGEST_KEY
        ? Optional.empty()
        : Optional.of(
            new S3Exception(S3Error.KEY_TOO_LONG)
                .with("Size", Integer.toString(length))
                .with("MaxSizeAllowed", Integer.toString(LONGEST_KEY)));
  }

  /**
   * The part of the host in front of one of the domains; an address or a foreign host names no
   * bucket.
   */
  private static Optional<String> bucketOfHost(String authority, List<String> domains) {
    String host = withoutPort(authority).toLowerCase(Locale.ROOT);
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    // one domain may lie below another
    String longest = "";
    for (String domain : domains) {
      if (host.equals(domain)) {
        return Optional.empty();
      }
      if (host.endsWith("." + domain) && domain.length() > longest.length()) {
        longest = domain;
      }
    }
    int bucketLength = host.length() - longest.length() - 1;
    return longest.isEmpty() || bucketLength == 0
        ? Optional.empty()
        : Optional.of(host.substring(0, bucketLength));
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon >= 0 && authority.indexOf(']', colon) < 0;
    return port ? authority.substring(0, colon) : authority;
  }

  public Level level() {
    if (bucket.isEmpty()) {
      return Level.SERVICE;
    }
    return key.isEmpty() ? Level.BUCKET : Level.OBJECT;
  }
}
