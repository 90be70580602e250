package io.sluice.credentials.aws;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * The role of an EC2 instance, from its metadata service. Version 2 of the service only: version 1
 * gives credentials to whoever can make the process fetch a URL.
 *
 * <p>Source: Amazon EC2 User Guide, "Use the Instance Metadata Service"; for expired credentials,
 * AWS SDKs and Tools Reference Guide, "IMDS credential provider".
 */
public final class InstanceMetadataIssuer implements Issuer<AwsCredentials> {
  private static final URI IPV4 = URI.create("http://169.254.169.254");
  private static final URI IPV6 = URI.create("http://[fd00:ec2::254]");
  private static final String CREDENTIALS = "/latest/meta-data/iam/security-credentials/";
  private static final String TOKEN_TTL_SECONDS = "21600";
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration EXTENSION = Duration.ofMinutes(10);
  private static final Logger LOG = System.getLogger("io.sluice.credentials");
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;

  private final URI endpoint;
  private final Origin origin;
  private final HttpCalls calls;

  /** Kept until the service refuses it. */
  private volatile @Nullable String token;

  public InstanceMetadataIssuer(URI endpoint) {
    this.endpoint = endpoint;
    this.origin = new Origin("the instance's role", HttpCalls.endpointOf(endpoint));
    this.calls = HttpCalls.toThisMachine(TIMEOUT);
  }

  /** The address that the environment names, or the usual one. */
  public static InstanceMetadataIssuer of(Environment environment) {
    String named =
        environment.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", "aws.ec2MetadataServiceEndpoint");
    String mode =
        environment.variable(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "aws.ec2MetadataServiceEndpointMode");
    URI usual = "ipv6".equals(mode == null ? null : mode.toLowerCase(Locale.ROOT)) ? IPV6 : IPV4;
    return new InstanceMetadataIssuer(named == null ? usual : URI.create(named));
  }

  static boolean configured(Environment environment) {
    String disabled = environment.variable("AWS_EC2_METADATA_DISABLED", "aws.disableEc2Metadata");
    return !"true".equalsIgnoreCase(disabled);
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public Issued<AwsCredentials> issue() throws InterruptedException {
    HttpAnswer roles = get(CREDENTIALS);
    if (roles.status() == NOT_FOUND) {
      throw new CredentialException(
          CredentialError.MISCONFIGURED, origin + ": the instance has no role");
    }
    if (roles.status() != OK) {
      throw refused("the name of the role", roles);
    }
    String role = roles.body().lines().findFirst().orElse("").strip();
    if (!role.matches("[\\w+=,.@-]{1,64}")) {
      throw new CredentialException(
          CredentialError.MALFORMED, origin + ": the name of the role is none");
    }
    Origin ofRole = new Origin("instance role " + role, origin.endpoint());
    return extended(MetadataAnswer.read(get(CREDENTIALS + role), ofRole));
  }

  /**
   * In an outage of its own the service hands out credentials that have expired, and AWS goes on
   * taking them: so they are used, and asked for again soon.
   */
  private static Issued<AwsCredentials> extended(Issued<AwsCredentials> issued) {
    Instant expiresAt = issued.expiresAt();
    Instant issuedAt = issued.issuedAt() == null ? Instant.now() : issued.issuedAt();
    if (expiresAt == null || expiresAt.isAfter(issuedAt)) {
      return issued;
    }
    LOG.log(
        Level.WARNING,
        "{0}: handed out credentials that expired at {1}; using them for {2} more",
        issued.origin(),
        expiresAt,
        EXTENSION);
    return new Issued<>(issued.value(), issuedAt.plus(EXTENSION), issuedAt, issued.origin());
  }

  private HttpAnswer get(String path) throws InterruptedException {
    String known = token;
    HttpAnswer answer = get(path, known == null ? newToken() : known);
    return answer.status() == UNAUTHORIZED && known != null ? get(path, newToken()) : answer;
  }

  private HttpAnswer get(String path, String withToken) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .setHeader("X-aws-ec2-metadata-token", withToken)
            .build();
    return calls.send(request, origin);
  }

  private String newToken() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/latest/api/token"))
            .setHeader("X-aws-ec2-metadata-token-ttl-seconds", TOKEN_TTL_SECONDS)
            .PUT(BodyPublishers.noBody())
            .build();
    HttpAnswer answer = calls.send(request, origin);
    String fresh = answer.body().strip();
    if (answer.status() != OK || !fresh.matches("[\\x21-\\x7e]+")) {
      throw refused("a session token", answer);
    }
    token = fresh;
    return fresh;
  }

  private CredentialException refused(String what, HttpAnswer answer) {
    return new CredentialException(
        answer.status() == OK ? CredentialError.MALFORMED : HttpCalls.errorOf(answer.status()),
        "%s: asked for %s, answered %d".formatted(origin, what, answer.status()),
        answer.retryAfter(),
        null);
  }
}
