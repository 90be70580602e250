package io.sluice.credentials.gcp;

import com.google.auth.RequestMetadataCallback;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2Credentials;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.RefreshListener;
import io.sluice.credentials.RefreshPolicy;
import io.sluice.credentials.RefreshScheduler;
import io.sluice.credentials.RefreshingSupplier;
import io.sluice.credentials.SupplierStatus;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Google credentials whose token is ready before it is asked for. They go around any others: a
 * service account, workload identity federation, impersonation, the metadata server. One serves any
 * number of clients.
 *
 * <p>Closing is {@link #stop}; one that nobody refers to any more stops by itself.
 */
public final class PrefetchingOAuth2Credentials extends OAuth2Credentials {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = System.getLogger("io.sluice.credentials");

  private final transient OAuth2Credentials source;
  private final transient RefreshingSupplier<ReadyToken> supplier;

  private PrefetchingOAuth2Credentials(
      OAuth2Credentials source, RefreshPolicy policy, RefreshScheduler scheduler) {
    super(null, Duration.ZERO, Duration.ZERO);
    this.source = source;
    this.supplier =
        RefreshingSupplier.builder(new SourceIssuer(source))
            .policy(policy)
            .scheduler(scheduler)
            .listener(
                new RefreshListener() {
                  @Override
                  public void refreshed(Duration took) {
                    remember();
                  }
                })
            .build();
  }

  /** Goes around {@code source}, and is loading already. */
  public static PrefetchingOAuth2Credentials of(OAuth2Credentials source) {
    return of(source, RefreshPolicy.DEFAULT, RefreshScheduler.shared());
  }

  public static PrefetchingOAuth2Credentials of(
      OAuth2Credentials source, RefreshPolicy policy, RefreshScheduler scheduler) {
    PrefetchingOAuth2Credentials credentials =
        new PrefetchingOAuth2Credentials(source, policy, scheduler);
    credentials.supplier.start();
    return credentials;
  }

  /**
   * Waits until there is a token.
   *
   * @throws CredentialException if there is none within {@code timeout}
   */
  public PrefetchingOAuth2Credentials awaitReady(Duration timeout) {
    supplier.awaitReady(timeout);
    return this;
  }

  @Override
  public Map<String, List<String>> getRequestMetadata(@Nullable URI uri) throws IOException {
    return ready().headers();
  }

  @Override
  public void getRequestMetadata(
      @Nullable URI uri, Executor executor, RequestMetadataCallback callback) {
    ReadyToken ready = supplier.peek();
    if (ready != null) {
      callback.onSuccess(ready.headers());
      return;
    }
    var unused =
        supplier
            .whenAvailable()
            .whenComplete(
                (later, failure) -> {
                  if (failure == null) {
                    callback.onSuccess(later.headers());
                  } else {
                    callback.onFailure(new IOException(failure.getMessage(), failure));
                  }
                });
  }

  /** What is at hand: {@link #refresh} is what asks for another one. */
  @Override
  public AccessToken refreshAccessToken() throws IOException {
    return ready().token();
  }

  /** The present token was refused, say; waits for another one unless that one is brand new. */
  @Override
  public void refresh() throws IOException {
    supplier.invalidate();
    ready();
    super.refresh();
  }

  /** Waits only while there is no valid token. */
  @Override
  public void refreshIfExpired() throws IOException {
    ready();
    if (getAccessToken() == null) {
      super.refresh();
    }
  }

  @Override
  public String getUniverseDomain() throws IOException {
    return source.getUniverseDomain();
  }

  public SupplierStatus status() {
    return supplier.status();
  }

  /** Stops refreshing and forgets the token; whoever asks for one from now on fails. */
  public void stop() {
    supplier.close();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** Without the token, which the base class would show. */
  @Override
  public String toString() {
    return "PrefetchingOAuth2Credentials[" + source.getClass().getSimpleName() + "]";
  }

  /** Lets the base class know the token as well: its accessor is final and reads a field of it. */
  private void remember() {
    try {
      super.refresh();
    } catch (IOException failure) {
      LOG.log(Level.DEBUG, "the token was withdrawn at once", failure);
    }
  }

  private ReadyToken ready() throws IOException {
    try {
      return supplier.get();
    } catch (CredentialException failure) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    throw new NotSerializableException("credentials that refresh themselves stay where they are");
  }
}
