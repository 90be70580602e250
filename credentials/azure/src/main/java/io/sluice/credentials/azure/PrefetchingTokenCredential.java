package io.sluice.credentials.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import io.sluice.credentials.RefreshPolicy;
import io.sluice.credentials.RefreshScheduler;
import io.sluice.credentials.RefreshingSupplier;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A {@link TokenCredential} whose tokens are ready before they are asked for. It goes around any
 * other one ({@code WorkloadIdentityCredential}, {@code ManagedIdentityCredential}) and keeps a
 * token for each audience that has been asked for. One serves any number of clients.
 *
 * <p>A request that carries claims, by which a server says that it refuses the present token, or
 * proof of possession goes to the other credential itself.
 *
 * <p>Closing is {@link #stop}; one that nobody refers to any more stops by itself.
 */
public final class PrefetchingTokenCredential implements TokenCredential {
  /** More audiences than any process has; for further ones the other credential is asked. */
  private static final int MAX_AUDIENCES = 64;

  private final TokenCredential source;
  private final RefreshPolicy policy;
  private final RefreshScheduler scheduler;
  private final Map<Audience, RefreshingSupplier<ReadyToken>> suppliers = new ConcurrentHashMap<>();

  private PrefetchingTokenCredential(
      TokenCredential source, RefreshPolicy policy, RefreshScheduler scheduler) {
    this.source = source;
    this.policy = policy;
    this.scheduler = scheduler;
  }

  public static PrefetchingTokenCredential of(TokenCredential source) {
    return of(source, RefreshPolicy.DEFAULT, RefreshScheduler.shared());
  }

  public static PrefetchingTokenCredential of(
      TokenCredential source, RefreshPolicy policy, RefreshScheduler scheduler) {
    return new PrefetchingTokenCredential(source, policy, scheduler);
  }

  /** Begins to load a token for those scopes in the background and returns at once. */
  public PrefetchingTokenCredential start(String... scopes) {
    supplier(new TokenRequestContext().addScopes(scopes));
    return this;
  }

  /**
   * Starts, if that was not done, and waits until there is a token for those scopes.
   *
   * @throws CredentialException if there is none within {@code timeout}
   */
  public PrefetchingTokenCredential awaitReady(Duration timeout, String... scopes) {
    RefreshingSupplier<ReadyToken> supplier = supplier(new TokenRequestContext().addScopes(scopes));
    if (supplier != null) {
      supplier.awaitReady(timeout);
    }
    return this;
  }

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext request) {
    RefreshingSupplier<ReadyToken> supplier = supplier(request);
    if (supplier == null) {
      return source.getToken(request);
    }
    ReadyToken ready = supplier.peek();
    return ready != null
        ? ready.mono()
        : Mono.fromFuture(supplier::whenAvailable)
            .map(ReadyToken::token)
            .onErrorMap(CredentialException.class, PrefetchingTokenCredential::forAzure);
  }

  @Override
  public AccessToken getTokenSync(TokenRequestContext request) {
    RefreshingSupplier<ReadyToken> supplier = supplier(request);
    if (supplier == null) {
      return source.getTokenSync(request);
    }
    try {
      return supplier.get().token();
    } catch (CredentialException failure) {
      throw forAzure(failure);
    }
  }

  /** Stops refreshing and forgets the tokens; whoever asks for one from now on fails. */
  public void stop() {
    suppliers.values().forEach(RefreshingSupplier::close);
  }

  /** The one for the audience of that request; null where the source is to be asked. */
  private @Nullable RefreshingSupplier<ReadyToken> supplier(TokenRequestContext request) {
    Audience audience = Audience.of(request);
    if (request.getClaims() != null) {
      RefreshingSupplier<ReadyToken> refused = suppliers.get(audience);
      if (refused != null) {
        refused.invalidate();
      }
      return null;
    }
    if (request.getProofOfPossessionOptions() != null) {
      return null;
    }
    RefreshingSupplier<ReadyToken> known = suppliers.get(audience);
    if (known != null || suppliers.size() >= MAX_AUDIENCES) {
      return known;
    }
    return suppliers.computeIfAbsent(audience, this::start);
  }

  private RefreshingSupplier<ReadyToken> start(Audience audience) {
    return RefreshingSupplier.builder(new SourceIssuer(source, audience))
        .name(audience.toString())
        .policy(policy)
        .scheduler(scheduler)
        .build()
        .start();
  }

  private static ClientAuthenticationException forAzure(CredentialException failure) {
    return new ClientAuthenticationException(failure.getMessage(), null, failure);
  }

  /** Asks the other credential. */
  private record SourceIssuer(TokenCredential source, Audience audience)
      implements Issuer<ReadyToken> {
    @Override
    public Origin origin() {
      return new Origin(audience.toString(), source.getClass().getSimpleName());
    }

    @Override
    public Issued<ReadyToken> issue() {
      AccessToken token = source.getTokenSync(audience.request());
      Instant expiresAt = token.getExpiresAt().toInstant();
      return Issued.until(expiresAt, ReadyToken.of(token), origin());
    }
  }
}
