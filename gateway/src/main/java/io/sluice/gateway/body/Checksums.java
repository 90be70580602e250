package io.sluice.gateway.body;

import com.google.protobuf.ByteString;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.http.Headers;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.Checksum.Algorithm;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the headers of a request say of its checksum. */
public final class Checksums {
  private static final String PREFIX = "x-amz-checksum-";
  private static final Set<String> NOT_VALUES =
      Set.of("x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-mode");

  /** What S3 knows besides. */
  private static final Set<String> NOT_THERE_YET =
      Set.of("sha512", "md5", "xxhash64", "xxhash3", "xxhash128");

  private static final List<Algorithm> ALL =
      List.of(
          Algorithm.CRC32, Algorithm.CRC32C, Algorithm.CRC64NVME, Algorithm.SHA1, Algorithm.SHA256);

  /**
   * The checksum that a client states of a body.
   *
   * @param value null where it comes in the trailer
   */
  public record Stated(Algorithm algorithm, @Nullable ByteString value) {}

  private Checksums() {}

  /** Every algorithm that S3 knows. */
  public static List<Algorithm> all() {
    return ALL;
  }

  /** {@code x-amz-checksum-crc32} and so on. */
  public static String header(Algorithm algorithm) {
    return PREFIX + algorithm.name().toLowerCase(Locale.ROOT);
  }

  /** {@code ChecksumCRC32} and so on, as in XML. */
  public static String element(Algorithm algorithm) {
    return "Checksum" + algorithm.name();
  }

  /**
   * The algorithm of a name such as {@code CRC32}, in any case; empty where no header names one.
   *
   * @throws S3Exception if there is no such algorithm
   */
  public static Optional<Algorithm> asked(Headers headers) {
    @Nullable String name = headers.first("x-amz-checksum-algorithm");
    if (name == null) {
      return Optional.empty();
    }
    if (NOT_THERE_YET.contains(name.toLowerCase(Locale.ROOT))) {
      throw S3Exception.notImplemented("x-amz-checksum-algorithm");
    }
    return Optional.of(
        named(name)
            .orElseThrow(
                () ->
                    new S3Exception(
                        S3Error.INVALID_REQUEST,
                        "Checksum algorithm provided is unsupported. Please try again with any of"
                            + " the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")));
  }

  private static Optional<Algorithm> named(String name) {
    return ALL.stream().filter(algorithm -> algorithm.name().equalsIgnoreCase(name)).findFirst();
  }

  static Optional<Algorithm> ofHeader(String header) {
    return ALL.stream().filter(algorithm -> header(algorithm).equalsIgnoreCase(header)).findFirst();
  }

  /**
   * What the headers state of the body, be it in a header or as a trailer to come.
   *
   * @throws S3Exception if they state nothing that can be checked
   */
  public static Optional<Stated> stated(Headers headers) {
    List<Stated> stated = new ArrayList<>();
    headerOf(headers)
        .ifPresent(
            header ->
                stated.add(
                    new Stated(
                        header.algorithm(),
                        ByteString.copyFrom(decode(header.algorithm(), header.value())))));
    for (String trailer : headers.all("x-amz-trailer")) {
      stated.add(new Stated(trailer(trailer.strip()), null));
    }
    requireOne(stated.size());
    @Nullable String announced = headers.first("x-amz-sdk-checksum-algorithm");
    if (announced != null) {
      requireAnnounced(announced, stated);
    }
    return stated.stream().findFirst();
  }

  /** A header that states a checksum, as it was sent. */
  public record Header(Algorithm algorithm, String value) {}

  /**
   * The one header that states a checksum.
   *
   * @throws S3Exception if there are several, or it is of no algorithm that there is
   */
  public static Optional<Header> headerOf(Headers headers) {
    List<Header> found = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      if (name.startsWith(PREFIX) && !NOT_VALUES.contains(name)) {
        found.add(new Header(algorithm(name), headers.value(i)));
      }
    }
    requireOne(found.size());
    return found.stream().findFirst();
  }

  private static void requireOne(int count) {
    if (count > 1) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
  }

  private static void requireAnnounced(String announced, List<Stated> stated) {
    if (named(announced).isEmpty()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST, "Value for x-amz-sdk-checksum-algorithm header is invalid.");
    }
    if (stated.isEmpty()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or"
              + " x-amz-trailer headers were found.");
    }
  }

  private static Algorithm algorithm(String header) {
    if (NOT_THERE_YET.contains(header.substring(PREFIX.length()))) {
      throw S3Exception.notImplemented(header);
    }
    return ofHeader(header)
        .orElseThrow(
            () ->
                new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "The algorithm type you specified in x-amz-checksum- header is invalid."));
  }

  private static Algorithm trailer(String name) {
    return ofHeader(name)
        .orElseThrow(
            () ->
                new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "The value specified in the x-amz-trailer header is not supported"));
  }

  /** The type of a name such as {@code FULL_OBJECT}. */
  public static Checksum.Type type(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "FULL_OBJECT" -> Checksum.Type.FULL_OBJECT;
      case "COMPOSITE" -> Checksum.Type.COMPOSITE;
      default ->
          throw new S3Exception(
              S3Error.INVALID_REQUEST, "Value for x-amz-checksum-type header is invalid.");
    };
  }

  /** The value that a header states. */
  public static byte[] decode(Algorithm algorithm, String base64) {
    return decode(algorithm, base64, "header");
  }

  /** The value that a trailer states. */
  static byte[] decodeTrailer(Algorithm algorithm, String base64) {
    return decode(algorithm, base64, "trailing header");
  }

  private static byte[] decode(Algorithm algorithm, String base64, String place) {
    try {
      byte[] value = Base64.getDecoder().decode(base64.strip());
      if (value.length == length(algorithm)) {
        return value;
      }
    } catch (IllegalArgumentException e) {
      // answered below
    }
    throw new S3Exception(
        S3Error.INVALID_REQUEST, "Value for %s %s is invalid.".formatted(header(algorithm), place));
  }

  private static int length(Algorithm algorithm) {
    return switch (algorithm) {
      case CRC32, CRC32C -> 4;
      case CRC64NVME -> 8;
      case SHA1 -> 20;
      case SHA256 -> 32;
      case NONE, UNRECOGNIZED -> 0;
    };
  }
}
