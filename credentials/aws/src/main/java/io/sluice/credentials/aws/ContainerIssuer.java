package io.sluice.credentials.aws;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * The endpoint that ECS and EKS Pod Identity offer to a container. A token file is read anew each
 * time, for Kubernetes replaces it.
 *
 * <p>Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
 */
public final class ContainerIssuer implements Issuer<AwsCredentials> {
  private static final URI ECS = URI.create("http://169.254.170.2");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String FULL_URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
  private static final String RELATIVE_URI = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";

  /** The agents of ECS and EKS: a token may be sent to them in the clear, for they are local. */
  private static final Set<String> AGENTS =
      Set.of("169.254.170.2", "169.254.170.23", "[fd00:ec2::23]");

  private final URI uri;
  private final Supplier<@Nullable String> authorization;
  private final Origin origin;
  private final HttpCalls calls;

  /**
   * @param authorization sent as Authorization header; null for none
   */
  private ContainerIssuer(URI uri, Supplier<@Nullable String> authorization) {
    requireLocalOrEncrypted(uri);
    this.uri = uri;
    this.authorization = authorization;
    this.origin = new Origin("the container's role", HttpCalls.endpointOf(uri));
    this.calls = HttpCalls.toThisMachine(TIMEOUT);
  }

  /** That endpoint, with the token in that file. */
  public static ContainerIssuer of(URI uri, Path tokenFile) {
    return new ContainerIssuer(uri, new TokenFile(tokenFile)::read);
  }

  /** What the environment names, as ECS and EKS set it. */
  public static ContainerIssuer of(Environment environment) {
    String relative = environment.variable(RELATIVE_URI);
    String full = environment.variable(FULL_URI);
    if (relative == null && full == null) {
      throw new CredentialException(
          CredentialError.MISCONFIGURED,
          "the container endpoint needs %s or %s, and neither is set"
              .formatted(FULL_URI, RELATIVE_URI));
    }
    URI uri = relative != null ? ECS.resolve(relative) : URI.create(full);
    String file = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    if (file != null) {
      return of(uri, Path.of(file));
    }
    String token = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    return new ContainerIssuer(uri, () -> token);
  }

  static boolean configured(Environment environment) {
    return environment.variable(RELATIVE_URI) != null || environment.variable(FULL_URI) != null;
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public Issued<AwsCredentials> issue() throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).setHeader("Accept", "application/json");
    String token = authorization.get();
    if (token != null) {
      request.setHeader("Authorization", token);
    }
    return MetadataAnswer.read(calls.send(request.build(), origin), origin);
  }

  private static void requireLocalOrEncrypted(URI uri) {
    String host = uri.getHost();
    boolean allowed =
        "https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme())
                && host != null
                && (AGENTS.contains(host) || isLoopback(host)));
    if (!allowed) {
      throw new CredentialException(
          CredentialError.MISCONFIGURED,
          "a container endpoint is https, or http to this machine, not "
              + HttpCalls.endpointOf(uri));
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
