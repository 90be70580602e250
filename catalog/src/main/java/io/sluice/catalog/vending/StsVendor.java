package io.sluice.catalog.vending;

import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Role;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Has credentials issued by the security token service of a storage profile: by assuming its last
 * role with a policy, or where it has no role, by narrowing its identity itself.
 */
final class StsVendor implements Vendor {
  /** What is compatible with STS narrows the caller's own rights, whatever role is named. */
  private static final Role ANY =
      new Role("arn:aws:iam::000000000000:role/sluice", Optional.empty());

  private static final Duration SHORTEST = Duration.ofMinutes(15);
  private static final int LONGEST_NAME = 32;
  private static final int FORBIDDEN = 403;

  private final AwsClients clients;
  private final Duration lifetime;
  private final Clock clock;

  StsVendor(AwsClients clients, Duration lifetime, Clock clock) {
    this.clients = clients;
    this.lifetime = lifetime.compareTo(SHORTEST) < 0 ? SHORTEST : lifetime;
    this.clock = clock;
  }

  @Override
  public Vended issue(VendRequest request) {
    StorageProfile profile = request.profile();
    if (!profile.narrows()) {
      throw new BadRequestException(
          "the storage profile '%s' has no security token service; ask for remote signing",
          profile.name());
    }
    Instant now = clock.instant();
    try {
      Credentials credentials = narrowed(request);
      return new Vended(
          credentials.accessKeyId(),
          credentials.secretAccessKey(),
          credentials.sessionToken(),
          now,
          credentials.expiration());
    } catch (StsException e) {
      throw refused(e, profile);
    } catch (SdkException e) {
      throw unavailable(profile, "it did not answer");
    }
  }

  /** Its message may say more of the account than clients should know, so only its code is told. */
  private static RESTException refused(StsException e, StorageProfile profile) {
    String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
    if ("PackedPolicyTooLarge".equals(code)) {
      return new BadRequestException(
          "the locations of the table are too long for the token service of storage profile '%s'",
          profile.name());
    }
    if (e.statusCode() == FORBIDDEN) {
      return new ForbiddenException(
          "the identity of storage profile '%s' was refused by its token service: %s",
          profile.name(), code);
    }
    return unavailable(profile, code);
  }

  private static ServiceUnavailableException unavailable(StorageProfile profile, String reason) {
    return new ServiceUnavailableException(
        "the token service of storage profile '%s' issued no credentials: %s",
        profile.name(), reason);
  }

  private Credentials narrowed(VendRequest request) {
    StorageProfile profile = request.profile();
    StorageClients of = clients.of(profile);
    StsClient sts = of.sts();
    int seconds = Math.toIntExact(lifetime.toSeconds());
    if (of.last().isEmpty()
        && profile.identity() instanceof Identity.WebIdentity(String role, Path file)) {
      return sts.assumeRoleWithWebIdentity(
              clients
                  .webIdentity(role, file)
                  .durationSeconds(seconds)
                  .policy(policy(request, role))
                  .build())
          .credentials();
    }
    if (of.last().isEmpty() && profile.stsEndpoint().isEmpty()) {
      return sts.getFederationToken(
              b ->
                  b.name(sessionName(request))
                      .durationSeconds(seconds)
                      .policy(AccessPolicy.of(request.scope())))
          .credentials();
    }
    Role role = of.last().orElse(ANY);
    AssumeRoleRequest.Builder wanted =
        AssumeRoleRequest.builder()
            .roleArn(role.arn())
            .roleSessionName(sessionName(request))
            .durationSeconds(seconds)
            .policy(policy(request, role.arn()));
    role.externalId().ifPresent(wanted::externalId);
    return sts.assumeRole(wanted.build()).credentials();
  }

  /** In the partition of the role. */
  private static String policy(VendRequest request, String role) {
    String[] parts = role.split(":", 3);
    return parts.length == 3
        ? AccessPolicy.of(request.scope(), parts[1])
        : AccessPolicy.of(request.scope());
  }

  /** For the log of whoever owns the role; a federation token's name is 2 to 32 characters. */
  private static String sessionName(VendRequest request) {
    String id = request.recipient().accessKeyId();
    String name = id.isEmpty() ? AwsClients.SESSION_NAME : AwsClients.SESSION_NAME + "-" + id;
    return name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }
}
