package io.sluice.credentials.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.credentials.Issued;
import io.sluice.credentials.Origin;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * The three actions of AWS STS that are needed here, at one endpoint. The SDK's own client is not
 * used: it needs an HTTP implementation that is missing from many a classpath, takes long to build,
 * and its retries would multiply ours.
 *
 * <p>Source: AWS Security Token Service API Reference, version 2011-06-15.
 */
final class SecurityTokenService {
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
  private static final String CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8";
  private static final Set<String> SET_BY_CLIENT = Set.of("host", "content-length");

  /** Signatures that are five minutes off are refused; from here on the issuer's clock counts. */
  private static final Duration TOLERATED_SKEW = Duration.ofMinutes(2);

  private final URI uri;
  private final String signingRegion;
  private final HttpCalls calls;

  /** By how much the issuer's clock is ahead of this machine's; zero while that is tolerable. */
  private volatile Duration skew = Duration.ZERO;

  SecurityTokenService(StsEndpoint endpoint, HttpCalls calls) {
    this.uri = endpoint.uri().resolve("/");
    this.signingRegion = endpoint.signingRegion();
    this.calls = calls;
  }

  Origin origin(String identity) {
    return new Origin(identity, HttpCalls.endpointOf(uri));
  }

  Issued<AwsCredentials> assumeRoleWithWebIdentity(RoleRequest role, String token)
      throws InterruptedException {
    Map<String, String> fields = new LinkedHashMap<>(role.fields());
    fields.put("WebIdentityToken", token);
    HttpRequest request =
        request().POST(BodyPublishers.ofString(form("AssumeRoleWithWebIdentity", fields))).build();
    Origin origin = origin(role.arn());
    return StsAnswer.read(calls.send(request, origin), origin).session();
  }

  StsAnswer assumeRole(RoleRequest role, AwsCredentials caller) throws InterruptedException {
    return sendSigned(form("AssumeRole", role.fields()), caller, origin(role.arn()));
  }

  /** The ARN that those credentials belong to. */
  String callerIdentity(AwsCredentials caller, String presumed) throws InterruptedException {
    return sendSigned(form("GetCallerIdentity", Map.of()), caller, origin(presumed))
        .required("Arn");
  }

  /** Signed by this machine's clock, and again by the issuer's if the two turn out to differ. */
  private StsAnswer sendSigned(String form, AwsCredentials caller, Origin origin)
      throws InterruptedException {
    Duration assumed = skew;
    HttpAnswer http = calls.send(signed(form, caller, assumed), origin);
    Duration found = skewOf(http);
    skew = found;
    StsAnswer answer = StsAnswer.read(http, origin);
    if (!answer.good() && found.minus(assumed).abs().compareTo(TOLERATED_SKEW) > 0) {
      answer = StsAnswer.read(calls.send(signed(form, caller, found), origin), origin);
    }
    return answer;
  }

  private static Duration skewOf(HttpAnswer answer) {
    Instant date = answer.date();
    Duration ahead = date == null ? Duration.ZERO : Duration.between(Instant.now(), date);
    return ahead.abs().compareTo(TOLERATED_SKEW) > 0 ? ahead : Duration.ZERO;
  }

  private HttpRequest signed(String form, AwsCredentials caller, Duration ahead) {
    byte[] body = form.getBytes(UTF_8);
    SdkHttpRequest unsigned =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(uri)
            .putHeader("Content-Type", CONTENT_TYPE)
            .build();
    SignedRequest signed =
        SIGNER.sign(
            sign ->
                sign.identity(caller)
                    .request(unsigned)
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, signingRegion)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.offset(Clock.systemUTC(), ahead)));
    HttpRequest.Builder request = request().POST(BodyPublishers.ofByteArray(body));
    signed
        .request()
        .forEachHeader(
            (name, values) -> {
              if (!SET_BY_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.setHeader(name, value));
              }
            });
    return request.build();
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(uri).setHeader("Content-Type", CONTENT_TYPE);
  }

  private static String form(String action, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Action", action);
    all.put("Version", "2011-06-15");
    all.putAll(fields);
    return all.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }
}
