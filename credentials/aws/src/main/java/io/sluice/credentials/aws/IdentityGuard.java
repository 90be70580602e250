package io.sluice.credentials.aws;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * Sees to it that credentials never change their identity silently. What the issuer gives may be
 * checked against an expected identity; what a fallback gives is, unless the mode allows any.
 *
 * <p>An identity that the answer does not name is asked for with GetCallerIdentity.
 */
final class IdentityGuard implements Issuer<AwsCredentials>, AutoCloseable {
  /** GetCallerIdentity. */
  @FunctionalInterface
  interface WhoAmI {
    String arnOf(AwsCredentials credentials, String presumed) throws Exception;
  }

  private static final Logger LOG = System.getLogger("io.sluice.credentials");

  private final Issuer<AwsCredentials> primary;
  private final List<Issuer<AwsCredentials>> others;
  private final Fallback mode;
  private final WhoAmI whoAmI;
  private final boolean assertsPrimary;

  /** Whom the credentials must belong to; null until the primary has shown it. */
  private volatile @Nullable AwsIdentity expected;

  /**
   * @param expected null where the identity of the primary is not known beforehand: then the first
   *     one that it gives counts
   */
  IdentityGuard(
      Issuer<AwsCredentials> primary,
      List<Issuer<AwsCredentials>> others,
      Fallback mode,
      @Nullable AwsIdentity expected,
      WhoAmI whoAmI) {
    this.primary = primary;
    this.others = List.copyOf(others);
    this.mode = mode;
    this.whoAmI = whoAmI;
    this.assertsPrimary = expected != null;
    this.expected = expected == null ? AwsIdentity.parse(primary.origin().identity()) : expected;
  }

  @Override
  public Origin origin() {
    return primary.origin();
  }

  @Override
  public Issued<AwsCredentials> issue() throws Exception {
    Issued<AwsCredentials> issued;
    try {
      issued = primary.issue();
    } catch (InterruptedException givenUp) {
      throw givenUp;
    } catch (Exception failure) {
      if (mode == Fallback.NONE || others.isEmpty()) {
        throw failure;
      }
      return fallBack(failure);
    }
    if (assertsPrimary) {
      return checked(issued);
    }
    if (mode == Fallback.SAME_IDENTITY && !others.isEmpty() && expected == null) {
      expected = identityOf(issued);
    }
    return issued;
  }

  @Override
  public void close() throws Exception {
    if (primary instanceof AutoCloseable closeable) {
      closeable.close();
    }
    for (Issuer<AwsCredentials> other : others) {
      if (other instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
  }

  private Issued<AwsCredentials> fallBack(Exception failure) throws InterruptedException {
    List<String> reasons = new ArrayList<>();
    for (Issuer<AwsCredentials> other : others) {
      try {
        Issued<AwsCredentials> issued = other.issue();
        Issued<AwsCredentials> allowed = mode == Fallback.CHAIN ? issued : checked(issued);
        LOG.log(
            Level.WARNING,
            "{0} failed, using {1}: {2}",
            primary.origin(),
            allowed.origin(),
            failure.getMessage());
        return allowed;
      } catch (InterruptedException givenUp) {
        throw givenUp;
      } catch (Exception alsoFailed) {
        reasons.add(String.valueOf(alsoFailed.getMessage()));
      }
    }
    CredentialError error =
        failure instanceof CredentialException known
            ? known.error()
            : CredentialError.ISSUER_FAILED;
    throw new CredentialException(
        error,
        "%s; fallback %s: %s".formatted(failure.getMessage(), mode, String.join("; ", reasons)),
        failure);
  }

  private Issued<AwsCredentials> checked(Issued<AwsCredentials> issued) throws Exception {
    AwsIdentity wanted = expected;
    AwsIdentity found = identityOf(issued);
    if (wanted == null || !wanted.equals(found)) {
      throw new CredentialException(
          CredentialError.WRONG_IDENTITY,
          "%s gives credentials of %s, but they must be of %s"
              .formatted(
                  issued.origin(),
                  found,
                  wanted == null ? "the identity before, which is not known yet" : wanted));
    }
    return issued;
  }

  private @Nullable AwsIdentity identityOf(Issued<AwsCredentials> issued) throws Exception {
    AwsIdentity named = AwsIdentity.parse(issued.origin().identity());
    return named != null
        ? named
        : AwsIdentity.parse(whoAmI.arnOf(issued.value(), issued.origin().identity()));
  }
}
