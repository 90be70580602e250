package io.sluice.catalog.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A place where tables can lie, and the identity that reaches it.
 *
 * @param name unique
 * @param prefixes what it is for, wherever no catalog says otherwise; the longest that fits decides
 * @param endpoint empty for that of Amazon in the region
 * @param roles assumed one after the other, starting as the identity
 * @param stsEndpoint empty for that of Amazon in the region
 * @param withoutSts whether the store has no security token service
 */
public record StorageProfile(
    String name,
    List<Location> prefixes,
    Kind kind,
    String region,
    Optional<String> endpoint,
    boolean pathStyle,
    Identity identity,
    List<Role> roles,
    Optional<String> stsEndpoint,
    boolean withoutSts) {
  public StorageProfile {
    prefixes = List.copyOf(prefixes);
    roles = List.copyOf(roles);
  }

  /** Whose protocol it speaks. */
  public enum Kind {
    /** Sluice's own buckets. */
    NATIVE,
    /** Amazon S3, or what is compatible with it. */
    S3
  }

  /** Who one is, before any role is assumed. */
  public sealed interface Identity {
    /** What the AWS SDK finds by itself. */
    record DefaultChain() implements Identity {}

    record StaticKeys(SecretReference accessKeyId, SecretReference secretAccessKey)
        implements Identity {}

    /** A role that is assumed with a token of somebody else, such as Kubernetes. */
    record WebIdentity(String roleArn, Path tokenFile) implements Identity {}
  }

  /**
   * A role to assume.
   *
   * @param externalId that its owner asks for; empty for none
   */
  public record Role(String arn, Optional<String> externalId) {}

  /** Whether credentials that may do less than the identity can be had. */
  public boolean narrows() {
    return kind == Kind.NATIVE || !withoutSts;
  }
}
