package io.sluice.credentials.aws;

import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.RefreshPolicy;
import io.sluice.credentials.RefreshScheduler;
import io.sluice.credentials.RefreshingSupplier;
import io.sluice.credentials.SupplierStatus;
import io.sluice.credentials.SupplierStatus.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * Credentials that are ready before they are asked for: {@link #resolveCredentials} and {@link
 * #resolveIdentity} return objects that were made in the background, and wait only while nothing
 * valid is at hand. One provider serves any number of clients.
 *
 * <p>It is not {@link AutoCloseable}, for a reason: an SDK client that is closed closes the
 * provider that it was given, and with it would stop all other clients of a shared one. Use {@link
 * #stop}; a provider that nobody refers to any more stops by itself.
 */
public final class PrefetchingCredentialsProvider implements AwsCredentialsProvider {
  /** All that there are, to find the one whose credentials a server refused. */
  private static final Set<PrefetchingCredentialsProvider> ALL =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final ReadyIssuer issuer;
  private final RefreshingSupplier<Ready> supplier;

  private PrefetchingCredentialsProvider(Builder builder) {
    issuer = new ReadyIssuer(builder.guarded());
    RefreshingSupplier.Builder<Ready> settings =
        RefreshingSupplier.builder(issuer).policy(builder.policy).scheduler(builder.scheduler);
    supplier = (builder.name == null ? settings : settings.name(builder.name)).build();
    ALL.add(this);
  }

  /** What the SDK's default chain would use, and loading it already. */
  public static PrefetchingCredentialsProvider create() {
    return create(Map.of());
  }

  /**
   * What those of the {@code properties} describe whose keys begin with {@code
   * sluice.credentials.}, and loading it already: for frameworks that know class names and
   * properties only. The others are left to whom they belong. Equal settings share one provider in
   * this process. The README lists the keys.
   *
   * @throws IllegalArgumentException for a setting that does not exist or makes no sense
   */
  public static PrefetchingCredentialsProvider create(Map<String, String> properties) {
    return SharedProviders.get(CredentialSettings.among(properties));
  }

  /** Any other provider, asked from the background; loading already. */
  public static PrefetchingCredentialsProvider of(AwsCredentialsProvider provider) {
    return builder(provider).build().start();
  }

  public static Builder builder(AwsCredentialsProvider provider) {
    return new Builder(new ProviderIssuer(provider));
  }

  public static Builder builder(Issuer<AwsCredentials> issuer) {
    return new Builder(issuer);
  }

  /** Begins to load credentials in the background and returns at once. */
  public PrefetchingCredentialsProvider start() {
    supplier.start();
    return this;
  }

  /**
   * Starts, if that was not done, and waits until there are credentials.
   *
   * @throws CredentialException if there are none within {@code timeout}
   */
  public PrefetchingCredentialsProvider awaitReady(Duration timeout) {
    supplier.awaitReady(timeout);
    return this;
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return supplier.get().credentials();
    } catch (CredentialException failure) {
      throw forSdk(failure);
    }
  }

  @Override
  public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
    return resolveIdentity();
  }

  @Override
  public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(
      Consumer<ResolveIdentityRequest.Builder> request) {
    return resolveIdentity();
  }

  @Override
  public CompletableFuture<AwsCredentialsIdentity> resolveIdentity() {
    Ready ready = supplier.peek();
    return ready != null ? ready.future() : resolveIdentityLater();
  }

  /**
   * Credentials that last for at least that long, for work that outlasts usual ones, such as a
   * large upload.
   *
   * @throws SdkClientException if the issuer gives none that do
   */
  public AwsCredentials resolveCredentialsFor(Duration duration) {
    try {
      return supplier.validFor(duration).credentials();
    } catch (CredentialException failure) {
      throw forSdk(failure);
    }
  }

  /**
   * A server refused credentials with that access key: they are withdrawn and fresh ones fetched.
   *
   * @return false where they are not the present ones, or so fresh that others would be no better
   */
  public boolean invalidate(String accessKeyId) {
    return supplier.invalidate(ready -> ready.credentials().accessKeyId().equals(accessKeyId));
  }

  public SupplierStatus status() {
    return supplier.status();
  }

  /** For metrics and listeners. */
  public RefreshingSupplier<?> supplier() {
    return supplier;
  }

  /** Stops refreshing and forgets the credentials; whoever asks for them from now on fails. */
  public void stop() {
    ALL.remove(this);
    supplier.close();
  }

  boolean stopped() {
    return supplier.status().health() == Health.CLOSED;
  }

  @Override
  public String toString() {
    return "PrefetchingCredentialsProvider[" + supplier.name() + "]";
  }

  /** The provider whose credentials have that access key; null where none of ours has. */
  static @Nullable PrefetchingCredentialsProvider withAccessKey(String accessKeyId) {
    synchronized (ALL) {
      for (PrefetchingCredentialsProvider provider : ALL) {
        if (provider.issuer.issued(accessKeyId)) {
          return provider;
        }
      }
      return null;
    }
  }

  /**
   * A server refused credentials with that access key: whoever holds them withdraws them, for
   * several may hold the same, as those around one instance's role do.
   */
  static void invalidateEverywhere(String accessKeyId) {
    List<PrefetchingCredentialsProvider> all;
    synchronized (ALL) {
      all = List.copyOf(ALL);
    }
    all.forEach(provider -> provider.invalidate(accessKeyId));
  }

  private CompletableFuture<AwsCredentialsIdentity> resolveIdentityLater() {
    return supplier
        .whenAvailable()
        .handle(
            (ready, failure) -> {
              if (failure != null) {
                throw forSdk(failure);
              }
              return ready.credentials();
            });
  }

  private static SdkClientException forSdk(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return SdkClientException.create(cause.getMessage(), cause);
  }

  /** What a provider is built from; only the issuer has no default. */
  public static final class Builder {
    private final Issuer<AwsCredentials> issuer;
    private final List<Issuer<AwsCredentials>> others = new ArrayList<>();
    private Fallback fallback = Fallback.SAME_IDENTITY;
    private @Nullable AwsIdentity expected;
    private @Nullable String name;
    private RefreshPolicy policy = RefreshPolicy.DEFAULT;
    private RefreshScheduler scheduler = RefreshScheduler.shared();
    private StsOptions sts = StsOptions.DEFAULT;
    private Environment environment = Environment.system();

    private Builder(Issuer<AwsCredentials> issuer) {
      this.issuer = issuer;
    }

    /** For logs, errors and metrics; the identity where none is given. */
    public Builder name(String newName) {
      name = newName;
      return this;
    }

    public Builder policy(RefreshPolicy newPolicy) {
      policy = newPolicy;
      return this;
    }

    /** One of its own, where the one shared by the process will not do. */
    public Builder scheduler(RefreshScheduler newScheduler) {
      scheduler = newScheduler;
      return this;
    }

    /** What may be done where the issuer fails; {@code others} are asked in that order. */
    public Builder fallback(Fallback mode, List<? extends Issuer<AwsCredentials>> newOthers) {
      fallback = mode;
      others.clear();
      others.addAll(newOthers);
      return this;
    }

    /** Credentials of anybody but this role or user are refused, wherever they come from. */
    public Builder expectedIdentity(String arn) {
      expected = AwsIdentity.parse(arn);
      if (expected == null) {
        throw new IllegalArgumentException(
            "an identity is the ARN of a role or a user, not " + arn);
      }
      return this;
    }

    /** Where GetCallerIdentity is asked, for fallbacks and for the expected identity. */
    public Builder sts(StsOptions newSts, Environment newEnvironment) {
      sts = newSts;
      environment = newEnvironment;
      return this;
    }

    public PrefetchingCredentialsProvider build() {
      return new PrefetchingCredentialsProvider(this);
    }

    private Issuer<AwsCredentials> guarded() {
      if (others.isEmpty() && expected == null) {
        return issuer;
      }
      RegionalSts service = new RegionalSts(sts, environment);
      return new IdentityGuard(issuer, others, fallback, expected, service::callerIdentity);
    }
  }
}
