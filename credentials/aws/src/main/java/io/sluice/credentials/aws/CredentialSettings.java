package io.sluice.credentials.aws;

import static java.util.Objects.requireNonNullElse;

import io.sluice.credentials.Backoff;
import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.RefreshPolicy;
import io.sluice.credentials.RefreshWindow;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;

/**
 * A provider, described by properties. The README lists the keys. One that does not exist is
 * refused: a typing error must not choose other credentials.
 */
final class CredentialSettings {
  private static final String PREFIX = "sluice.credentials.";
  private static final int MAX_ROLES = 10;

  /** Settings that say the same as an environment variable, and go before it. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "region", "AWS_REGION",
          "sts.endpoint", "AWS_ENDPOINT_URL_STS",
          "web-identity.role-arn", "AWS_ROLE_ARN",
          "web-identity.token-file", "AWS_WEB_IDENTITY_TOKEN_FILE",
          "web-identity.session-name", "AWS_ROLE_SESSION_NAME",
          "container.endpoint", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
          "container.token-file", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
          "instance-metadata.endpoint", "AWS_EC2_METADATA_SERVICE_ENDPOINT");

  private final SettingsReader reader;
  private final Environment environment;
  private final StsOptions sts;
  private final RefreshPolicy policy;

  /**
   * @throws IllegalArgumentException for a value that makes no sense
   */
  CredentialSettings(Map<String, String> settings, Environment environment) {
    this.reader = new SettingsReader(settings);
    this.environment = environment.with(overrides(reader));
    this.sts = sts(reader);
    this.policy = policy(reader);
  }

  /** Those of the properties that are settings of ours, without their prefix. */
  static Map<String, String> among(Map<String, String> properties) {
    Map<String, String> settings = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            settings.put(key.substring(PREFIX.length()), value);
          }
        });
    return settings;
  }

  /**
   * The provider, not started.
   *
   * @throws IllegalArgumentException for a key that does not exist or a value that makes no sense
   */
  PrefetchingCredentialsProvider provider() {
    String name = reader.text("name");
    String expected = reader.text("expected-identity");
    String source = reader.text("source", "default");
    List<String> others = reader.list("fallback.sources");
    Fallback fallback =
        requireNonNullElse(
            reader.parsed("fallback", Fallback::parse, "none, same-identity or chain"),
            Fallback.SAME_IDENTITY);
    List<RoleRequest> roles = roles();
    reader.requireNoOthers();

    List<Issuer<AwsCredentials>> sources = sources(source, others);
    PrefetchingCredentialsProvider.Builder builder =
        builder(sources.get(0)).fallback(fallback, sources.subList(1, sources.size()));
    for (RoleRequest role : roles) {
      builder = builder(new AssumeRoleIssuer(role, builder.build(), sts, environment));
    }
    if (expected != null) {
      builder.expectedIdentity(expected);
    }
    return (name == null ? builder : builder.name(name)).build();
  }

  private PrefetchingCredentialsProvider.Builder builder(Issuer<AwsCredentials> issuer) {
    return PrefetchingCredentialsProvider.builder(issuer).policy(policy).sts(sts, environment);
  }

  /** At least one: the source, and behind it its fallbacks. */
  private List<Issuer<AwsCredentials>> sources(String source, List<String> others) {
    List<Issuer<AwsCredentials>> sources = new ArrayList<>();
    if (source.equals("default")) {
      sources.addAll(DefaultChain.configured(sts, environment));
    } else {
      sources.add(source(source));
    }
    if (sources.isEmpty()) {
      throw new CredentialException(
          CredentialError.MISCONFIGURED,
          "no source of credentials is configured: no keys, web identity, profile or container"
              + " endpoint, and the instance's metadata service is disabled");
    }
    others.forEach(other -> sources.add(source(other)));
    return sources;
  }

  private Issuer<AwsCredentials> source(String name) {
    return switch (name) {
      case "web-identity" -> WebIdentityIssuer.of(sts, environment);
      case "container" -> ContainerIssuer.of(environment);
      case "instance-metadata" -> InstanceMetadataIssuer.of(environment);
      case "environment" -> new ProviderIssuer(EnvironmentVariableCredentialsProvider.create());
      case "profile" -> new ProviderIssuer(ProfileCredentialsProvider.create());
      case "sdk" -> new ProviderIssuer(DefaultCredentialsProvider.builder().build());
      default ->
          throw new IllegalArgumentException(
              "a source of credentials is default, web-identity, container, instance-metadata,"
                  + " environment, profile or sdk, not "
                  + name);
    };
  }

  private List<RoleRequest> roles() {
    List<RoleRequest> roles = new ArrayList<>();
    for (int number = 1; number <= MAX_ROLES; number++) {
      String prefix = "assume-role." + number + ".";
      String arn = reader.text(prefix + "arn");
      if (arn == null) {
        return roles;
      }
      RoleRequest role = RoleRequest.of(arn);
      roles.add(
          new RoleRequest(
              arn,
              reader.text(prefix + "session-name", role.sessionName()),
              reader.duration(prefix + "duration", role.duration()),
              reader.text(prefix + "external-id"),
              reader.text(prefix + "policy")));
    }
    return roles;
  }

  private static Map<String, String> overrides(SettingsReader reader) {
    Map<String, String> overrides = new HashMap<>();
    VARIABLES.forEach(
        (key, variable) -> {
          String value = reader.text(key);
          if (value != null) {
            overrides.put(variable, value);
          }
        });
    if (overrides.containsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
      overrides.put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", ""); // which would go before it
    }
    return overrides;
  }

  private static StsOptions sts(SettingsReader reader) {
    String region = reader.text("sts.hedge-region");
    URI endpoint = reader.parsed("sts.hedge-endpoint", URI::create, "a URI");
    Duration delay = reader.duration("sts.hedge-delay", StsHedge.DEFAULT_DELAY);
    if (region == null && endpoint != null) {
      throw new IllegalArgumentException("sts.hedge-endpoint needs sts.hedge-region, to sign for");
    }
    return StsOptions.DEFAULT
        .withHedge(region == null ? null : new StsHedge(region, endpoint, delay))
        .withTimeout(reader.duration("sts.timeout", StsOptions.DEFAULT.timeout()));
  }

  private static RefreshPolicy policy(SettingsReader reader) {
    RefreshPolicy defaults = RefreshPolicy.DEFAULT;
    RefreshWindow window = defaults.window();
    Backoff backoff = defaults.backoff();
    return new RefreshPolicy(
        new RefreshWindow(
            reader.fraction("refresh.earliest", window.earliest()),
            reader.fraction("refresh.latest", window.latest()),
            reader.duration("refresh.lead", window.lead())),
        new Backoff(
            reader.duration("refresh.backoff-first", backoff.first()),
            reader.duration("refresh.backoff-max", backoff.max())),
        reader.duration("refresh.margin", defaults.margin()),
        reader.duration("refresh.attempt-timeout", defaults.attemptTimeout()),
        reader.duration("refresh.read-timeout", defaults.readTimeout()),
        reader.duration("refresh.settle-time", defaults.settleTime()));
  }
}
