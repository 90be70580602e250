package io.sluice.credentials;

/**
 * Issues fresh values: a security token service, a metadata endpoint, a catalog that vends.
 *
 * <p>An issuer that is also {@link AutoCloseable} is closed with the supplier that uses it.
 */
@FunctionalInterface
public interface Issuer<T> {
  /**
   * Issues a value, by a call over the network as a rule. It is called on a background thread, by
   * one thread at a time unless a call has been given up, and interrupted when it is given up.
   *
   * @throws CredentialException where the issuer knows what went wrong
   */
  Issued<T> issue() throws Exception;

  /** Whom {@link #issue} asks, and for which identity, as far as that is known beforehand. */
  default Origin origin() {
    return Origin.UNKNOWN;
  }
}
