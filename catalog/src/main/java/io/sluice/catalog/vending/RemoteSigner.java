package io.sluice.catalog.vending;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.storage.Places;
import io.sluice.catalog.storage.Signing;
import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.TableStorage.Files;
import io.sluice.protocol.sign.SigningKey;
import io.sluice.protocol.sign.Timestamp;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.responses.ImmutableRemoteSignResponse;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Signs requests to S3 for clients that hold no credentials: each by itself, after a look at what
 * it does and to which files. What it is signed with may do no more than the actor either, where
 * the storage can issue such credentials.
 */
public final class RemoteSigner implements Signing {
  private static final String PROVIDER = "s3";
  private static final String CONTENT_SHA256 = "x-amz-content-sha256";
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final List<String> PAYLOADS =
      List.of(UNSIGNED, "STREAMING-UNSIGNED-PAYLOAD-TRAILER");

  /** What a request is signed with. */
  @FunctionalInterface
  interface Credentials {
    AwsCredentials of(StorageProfile profile, Actor actor, Files files, Scope scope);
  }

  private final Places places;
  private final Credentials credentials;
  private final Supplier<URI> gateway;
  private final Clock clock;

  RemoteSigner(Places places, Credentials credentials, Supplier<URI> gateway, Clock clock) {
    this.places = places;
    this.credentials = credentials;
    this.gateway = gateway;
    this.clock = clock;
  }

  @Override
  public Signed sign(Actor actor, Files files, RemoteSignRequest request) {
    String provider = request.provider();
    if (provider != null && !provider.equals(PROVIDER)) {
      throw new BadRequestException("only requests to s3 can be signed, not to '%s'", provider);
    }
    Scope locations = new Scope(ClientProperties.parse(files.locations()), false);
    StorageProfile profile = places.require(files.placement(), locations.locations());
    SignTarget target = SignTarget.parse(request.uri(), profile, gateway);
    Map<String, List<String>> headers = lowerCase(request.headers());
    SignRules.Effect effect =
        SignRules.require(request.method(), target, headers, request.body(), locations);
    boolean write =
        switch (effect) {
          case READ -> false;
          case WRITE -> true;
        };
    actor.require(
        write ? Privilege.TABLE_WRITE_DATA : Privilege.TABLE_READ_DATA, files.securable());
    AwsCredentials with =
        credentials.of(profile, actor, files, new Scope(locations.locations(), write));
    return new Signed(
        ImmutableRemoteSignResponse.builder()
            .uri(request.uri())
            .headers(signed(request, target, headers, profile, with))
            .build(),
        !write);
  }

  private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
    Map<String, List<String>> names = new TreeMap<>();
    headers.forEach(
        (name, values) ->
            names
                .computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .addAll(values));
    return names;
  }

  private Map<String, List<String>> signed(
      RemoteSignRequest request,
      SignTarget target,
      Map<String, List<String>> given,
      StorageProfile profile,
      AwsCredentials with) {
    Instant now = clock.instant();
    String timestamp = Timestamp.format(now);
    Map<String, List<String>> headers = new TreeMap<>(given);
    headers.remove("authorization");
    headers.put("host", List.of(target.host()));
    headers.put("x-amz-date", List.of(timestamp));
    headers.put(CONTENT_SHA256, List.of(payload(target, given, request.body())));
    if (with instanceof AwsSessionCredentials session) {
      headers.put("x-amz-security-token", List.of(session.sessionToken()));
    }
    // S3 takes no header of Amazon's that is not signed, so a client can add none
    Map<String, List<String>> covered = new TreeMap<>(headers);
    covered
        .keySet()
        .removeIf(
            name ->
                !name.startsWith("x-amz-") && !name.equals("host") && !name.equals("content-md5"));
    String names = String.join(";", covered.keySet());
    String date = timestamp.substring(0, 8);
    String scope = date + "/" + profile.region() + "/s3/aws4_request";
    String stringToSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            timestamp,
            scope,
            sha256(canonical(request.method(), target, covered, names)));
    String signature =
        SigningKey.derive(with.secretAccessKey(), date, profile.region(), "s3").sign(stringToSign);
    Map<String, List<String>> answer = new LinkedHashMap<>(headers);
    answer.put(
        "Authorization",
        List.of(
            "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(with.accessKeyId(), scope, names, signature)));
    return answer;
  }

  /** What is deleted is in the body, so that body alone may be sent. */
  private static String payload(
      SignTarget target, Map<String, List<String>> given, @Nullable String body) {
    if (target.has("delete") && body != null) {
      return sha256(body);
    }
    return SignRules.single(given, CONTENT_SHA256).filter(PAYLOADS::contains).orElse(UNSIGNED);
  }

  private static String canonical(
      String method, SignTarget target, Map<String, List<String>> covered, String names) {
    String query =
        target.query().stream()
            .map(p -> new SignTarget.Parameter(encode(p.name(), false), encode(p.value(), false)))
            .sorted(
                Comparator.comparing(SignTarget.Parameter::name)
                    .thenComparing(SignTarget.Parameter::value))
            .map(p -> p.name() + "=" + p.value())
            .collect(Collectors.joining("&"));
    StringBuilder text = new StringBuilder();
    text.append(method.toUpperCase(Locale.ROOT)).append('\n');
    text.append(encode(SignTarget.decode(target.path()), true)).append('\n');
    text.append(query).append('\n');
    covered.forEach(
        (name, values) ->
            text.append(name)
                .append(':')
                .append(
                    values.stream()
                        .map(value -> value.strip().replaceAll(" +", " "))
                        .collect(Collectors.joining(",")))
                .append('\n'));
    return text.append('\n')
        .append(names)
        .append('\n')
        .append(SignRules.single(covered, CONTENT_SHA256).orElse(UNSIGNED))
        .toString();
  }

  private static String encode(String text, boolean path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'A' && b <= 'Z')
              || (b >= 'a' && b <= 'z')
              || (b >= '0' && b <= '9')
              || "-._~".indexOf(b) >= 0
              || (path && b == '/');
      if (plain) {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02X".formatted(b));
      }
    }
    return encoded.toString();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
