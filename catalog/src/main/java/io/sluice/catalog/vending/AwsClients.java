package io.sluice.catalog.vending;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.catalog.storage.Environment;
import io.sluice.catalog.storage.SecretReference;
import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Kind;
import io.sluice.catalog.storage.StorageProfile.Role;
import io.sluice.manager.secret.AccessKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;

/**
 * The clients of all storage profiles, over one pool of connections. A profile that was changed is
 * another one, so it has clients of its own from then on.
 */
final class AwsClients implements AutoCloseable {
  static final String SESSION_NAME = "sluice";

  private static final Logger LOG = LoggerFactory.getLogger(AwsClients.class);
  private static final int MOST_PROFILES = 1_000;
  private static final int MOST_CONNECTIONS = 512;

  /** RFC 7519. */
  private static final Pattern TOKEN =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private static final Duration LONGEST_STS_CALL = Duration.ofSeconds(10);
  private static final Duration LONGEST_STS_ATTEMPT = Duration.ofSeconds(5);

  private final Supplier<URI> gateway;
  private final Environment environment;
  private final Cache<StorageProfile, StorageClients> clients =
      Caffeine.newBuilder()
          .maximumSize(MOST_PROFILES)
          .<StorageProfile, StorageClients>removalListener((_, gone, _) -> close(gone))
          .build();

  /** Made when it is needed: a server that nobody asks for tables does without it. */
  private @Nullable SdkHttpClient http;

  /** Takes where Sluice's own buckets are. */
  AwsClients(Supplier<URI> gateway, Environment environment) {
    this.gateway = gateway;
    this.environment = environment;
  }

  private synchronized SdkHttpClient http() {
    SdkHttpClient made = http;
    if (made == null) {
      made = Apache5HttpClient.builder().maxConnections(MOST_CONNECTIONS).build();
      http = made;
    }
    return made;
  }

  StorageClients of(StorageProfile profile) {
    return clients.get(profile, this::create);
  }

  private StorageClients create(StorageProfile profile) {
    List<AutoCloseable> closeables = new ArrayList<>();
    AwsCredentialsProvider identity = identity(profile, closeables);
    List<Role> roles = profile.roles();
    AwsCredentialsProvider beforeLast = identity;
    for (int i = 0; i < roles.size(); i++) {
      beforeLast = identity;
      identity = assumed(sts(profile, identity, closeables), roles.get(i), closeables);
    }
    return new StorageClients(
        s3(profile, identity, closeables),
        identity,
        sts(profile, beforeLast, closeables),
        roles.isEmpty() ? Optional.empty() : Optional.of(roles.getLast()),
        closeables);
  }

  private AwsCredentialsProvider identity(StorageProfile profile, List<AutoCloseable> closeables) {
    if (profile.kind() == Kind.NATIVE) {
      return AnonymousCredentialsProvider.create();
    }
    return switch (profile.identity()) {
      case Identity.DefaultChain() -> {
        DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
        closeables.add(chain);
        yield chain;
      }
      case Identity.StaticKeys(SecretReference id, SecretReference secret) ->
          () -> AwsBasicCredentials.create(accessKeyId(id), secret.read(environment));
      case Identity.WebIdentity(String role, Path file) -> {
        StsAssumeRoleWithWebIdentityCredentialsProvider provider =
            StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                .stsClient(sts(profile, AnonymousCredentialsProvider.create(), closeables))
                .refreshRequest(() -> webIdentity(role, file).build())
                .build();
        closeables.add(provider);
        yield provider;
      }
    };
  }

  /** An id is sent as it is, so what does not look like one is not sent. */
  private String accessKeyId(SecretReference reference) {
    String id = reference.read(environment);
    if (!AccessKey.isId(id)) {
      throw new ServiceUnavailableException("what is at %s is no access key id", reference.text());
    }
    return id;
  }

  AssumeRoleWithWebIdentityRequest.Builder webIdentity(String role, Path file) {
    SecretReference reference = new SecretReference.InFile(file);
    String token = reference.read(environment);
    if (!TOKEN.matcher(token).matches()) {
      throw new ServiceUnavailableException("what is at %s is no token", reference.text());
    }
    return AssumeRoleWithWebIdentityRequest.builder()
        .roleArn(role)
        .roleSessionName(SESSION_NAME)
        .webIdentityToken(token);
  }

  private static AwsCredentialsProvider assumed(
      StsClient sts, Role role, List<AutoCloseable> closeables) {
    AssumeRoleRequest.Builder request =
        AssumeRoleRequest.builder().roleArn(role.arn()).roleSessionName(SESSION_NAME);
    role.externalId().ifPresent(request::externalId);
    StsAssumeRoleCredentialsProvider provider =
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(sts)
            .refreshRequest(request.build())
            .build();
    closeables.add(provider);
    return provider;
  }

  private StsClient sts(
      StorageProfile profile, AwsCredentialsProvider identity, List<AutoCloseable> closeables) {
    StsClientBuilder builder =
        StsClient.builder()
            .httpClient(http())
            .region(Region.of(profile.region()))
            .credentialsProvider(identity)
            .overrideConfiguration(
                o -> o.apiCallTimeout(LONGEST_STS_CALL).apiCallAttemptTimeout(LONGEST_STS_ATTEMPT));
    profile.stsEndpoint().map(URI::create).ifPresent(builder::endpointOverride);
    StsClient sts = builder.build();
    closeables.add(sts);
    return sts;
  }

  private S3Client s3(
      StorageProfile profile, AwsCredentialsProvider identity, List<AutoCloseable> closeables) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http())
            .region(Region.of(profile.region()))
            .credentialsProvider(identity)
            .forcePathStyle(profile.pathStyle());
    Optional<URI> endpoint =
        profile.kind() == Kind.NATIVE
            ? Optional.of(gateway.get())
            : profile.endpoint().map(URI::create);
    endpoint.ifPresent(builder::endpointOverride);
    if (profile.kind() == Kind.S3 && endpoint.isPresent()) {
      // what is only compatible with Amazon S3 often knows no newer checksums
      builder
          .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
          .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    }
    S3Client s3 = builder.build();
    closeables.add(s3);
    return s3;
  }

  /** The connections are shared, so what is under way goes on. */
  private static void close(@Nullable StorageClients gone) {
    if (gone == null) {
      return;
    }
    for (AutoCloseable closeable : gone.closeables().reversed()) {
      try {
        closeable.close();
      } catch (Exception e) {
        LOG.warn("a client of a storage profile could not be closed", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    clients.invalidateAll();
    clients.cleanUp();
    if (http != null) {
      http.close();
    }
  }
}
