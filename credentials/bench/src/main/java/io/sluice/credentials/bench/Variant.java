package io.sluice.credentials.bench;

import io.sluice.credentials.RefreshPolicy;
import io.sluice.credentials.RefreshWindow;
import io.sluice.credentials.aws.Environment;
import io.sluice.credentials.aws.PrefetchingCredentialsProvider;
import io.sluice.credentials.aws.RoleRequest;
import io.sluice.credentials.aws.StsOptions;
import io.sluice.credentials.aws.WebIdentityIssuer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** What is compared: four ways to have credentials, each of which any program may choose. */
enum Variant {
  /** Keys that never expire: what credentials cost when they cost nothing. */
  STATIC {
    @Override
    AwsCredentialsProvider provider(URI sts, Path token, Scale scale) {
      return StaticCredentialsProvider.create(AwsBasicCredentials.create(STATIC_KEY, "secret"));
    }
  },

  /** The SDK's provider for web identity, as its default chain uses it. */
  SDK {
    @Override
    AwsCredentialsProvider provider(URI sts, Path token, Scale scale) {
      return sdk(sts, token, scale, false);
    }
  },

  /** The same with the option that fetches in the background, which is off unless asked for. */
  SDK_ASYNC {
    @Override
    AwsCredentialsProvider provider(URI sts, Path token, Scale scale) {
      return sdk(sts, token, scale, true);
    }
  },

  /** This library's, likewise. */
  SLUICE {
    @Override
    AwsCredentialsProvider provider(URI sts, Path token, Scale scale) {
      WebIdentityIssuer issuer =
          new WebIdentityIssuer(
              RoleRequest.of(ROLE),
              token,
              StsOptions.DEFAULT.withEndpoint(sts).withRegion("eu-west-1"),
              Environment.of(Map.of()));
      RefreshWindow window = RefreshWindow.DEFAULT;
      return PrefetchingCredentialsProvider.builder(issuer)
          .policy(
              RefreshPolicy.DEFAULT
                  .withWindow(
                      new RefreshWindow(
                          window.earliest(), window.latest(), scale.of(window.lead())))
                  .withMargin(scale.of(RefreshPolicy.DEFAULT.margin())))
          .build()
          .start();
    }
  };

  static final String STATIC_KEY = "AKIASTATIC";
  private static final String ROLE = "arn:aws:iam::111122223333:role/bench";

  /** A provider of its own, as every client has one unless somebody takes care. */
  abstract AwsCredentialsProvider provider(URI sts, Path token, Scale scale);

  /** Ends what a provider does in the background. */
  static void stop(AwsCredentialsProvider provider) {
    if (provider instanceof PrefetchingCredentialsProvider prefetching) {
      prefetching.stop();
    } else if (provider instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static AwsCredentialsProvider sdk(URI sts, Path token, Scale scale, boolean async) {
    StsClient client =
        StsClient.builder()
            .endpointOverride(sts)
            .region(Region.EU_WEST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build();
    return StsWebIdentityTokenFileCredentialsProvider.builder()
        .stsClient(client)
        .roleArn(ROLE)
        .roleSessionName("bench")
        .webIdentityTokenFile(token)
        .staleTime(scale.of(Duration.ofMinutes(1)))
        .prefetchTime(scale.of(Duration.ofMinutes(5)))
        .asyncCredentialUpdateEnabled(async)
        .build();
  }
}
