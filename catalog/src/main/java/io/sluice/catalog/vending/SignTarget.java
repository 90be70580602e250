package io.sluice.catalog.vending;

import io.sluice.catalog.storage.StorageProfile;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

/**
 * What a request that is to be signed is about, whether it names the bucket in its path or in its
 * host.
 *
 * @param host with the port, as it is signed
 * @param path as it is sent, encoded once
 * @param key empty for the bucket itself
 * @param query decoded, in the order of the request
 */
record SignTarget(String host, String path, String bucket, String key, List<Parameter> query) {
  /** A parameter of a query. */
  record Parameter(String name, String value) {}

  /**
   * Reads an address.
   *
   * @param endpoint of Sluice's own buckets
   * @throws ForbiddenException if it is not one of the profile's storage, or can be understood in
   *     more than one way
   */
  static SignTarget parse(URI uri, StorageProfile profile, Supplier<URI> endpoint) {
    String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
    String path = Optional.ofNullable(uri.getRawPath()).orElse("");
    String host = authority.toLowerCase(Locale.ROOT);
    List<String> hosts = new ArrayList<>();
    String scheme;
    Optional<URI> own =
        switch (profile.kind()) {
          case NATIVE -> Optional.of(endpoint.get());
          case S3 -> profile.endpoint().map(URI::create);
        };
    if (own.isPresent()) {
      scheme = own.get().getScheme();
      hosts.add(own.get().getRawAuthority().toLowerCase(Locale.ROOT));
    } else {
      scheme = "https";
      for (String domain : new String[] {"amazonaws.com", "amazonaws.com.cn"}) {
        hosts.add("s3." + profile.region() + "." + domain);
      }
      hosts.add("s3.amazonaws.com");
    }
    if (!scheme.equals(uri.getScheme()) || uri.getRawFragment() != null || host.contains("@")) {
      throw refused();
    }
    String decoded = decode(path);
    if (!decoded.startsWith("/")) {
      throw refused();
    }
    List<Parameter> query = query(uri.getRawQuery());
    for (String known : hosts) {
      if (host.equals(known)) {
        int slash = decoded.indexOf('/', 1);
        String bucket = slash < 0 ? decoded.substring(1) : decoded.substring(1, slash);
        String key = slash < 0 ? "" : decoded.substring(slash + 1);
        return checked(new SignTarget(authority, path, bucket, key, query));
      }
      if (host.endsWith("." + known)) {
        String bucket = host.substring(0, host.length() - known.length() - 1);
        return checked(new SignTarget(authority, path, bucket, decoded.substring(1), query));
      }
    }
    throw refused();
  }

  private static SignTarget checked(SignTarget target) {
    // who is between here and the storage might take the steps in a path for what they are in files
    if (target.bucket.isEmpty() || !plain(target.key)) {
      throw refused();
    }
    Set<String> names = new HashSet<>();
    if (!target.query.stream().allMatch(parameter -> names.add(parameter.name()))) {
      throw refused();
    }
    return target;
  }

  /** Whether a key has no steps that lead elsewhere. */
  static boolean plain(String key) {
    return Arrays.stream(key.split("/", -1)).noneMatch(s -> s.equals(".") || s.equals(".."))
        && key.chars().noneMatch(Character::isISOControl);
  }

  private static List<Parameter> query(@Nullable String raw) {
    List<Parameter> query = new ArrayList<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          query.add(
              equals < 0
                  ? new Parameter(decodeQuery(pair), "")
                  : new Parameter(
                      decodeQuery(pair.substring(0, equals)),
                      decodeQuery(pair.substring(equals + 1))));
        }
      }
    }
    return query;
  }

  /** A plus is a space to some and a plus to others. */
  private static String decodeQuery(String encoded) {
    if (encoded.indexOf('+') >= 0) {
      throw refused();
    }
    return decode(encoded);
  }

  /** Decodes once, strictly. */
  static String decode(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        int high = i + 2 <= encoded.length() - 1 ? Character.digit(encoded.charAt(i + 1), 16) : -1;
        int low = i + 2 <= encoded.length() - 1 ? Character.digit(encoded.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw refused();
        }
        bytes.write((high << 4) | low);
        i += 2;
      } else if (c > 0x7E || c <= ' ') {
        throw refused();
      } else {
        bytes.write(c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw refused();
    }
  }

  Optional<String> parameter(String name) {
    return query.stream().filter(p -> p.name().equals(name)).map(Parameter::value).findFirst();
  }

  boolean has(String name) {
    return parameter(name).isPresent();
  }

  static ForbiddenException refused() {
    return new ForbiddenException("Forbidden");
  }
}
