package io.sluice.credentials.aws;

import io.sluice.credentials.Issuer;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;

/**
 * The sources that this process is configured for, in the order of the SDK's default chain. The SDK
 * takes the first that <em>works</em>, so that a pod whose STS call fails once goes on with the
 * role of its node; here the first that is <em>configured</em> counts, whether it works or not, and
 * the others are fallbacks.
 */
final class DefaultChain {
  private DefaultChain() {}

  /** At least one; the instance's role is the last resort and never a fallback. */
  static List<Issuer<AwsCredentials>> configured(StsOptions sts, Environment environment) {
    List<Issuer<AwsCredentials>> sources = new ArrayList<>();
    if (System.getProperty("aws.accessKeyId") != null) {
      sources.add(new ProviderIssuer(SystemPropertyCredentialsProvider.create()));
    }
    if (environment.variable("AWS_ACCESS_KEY_ID") != null) {
      sources.add(new ProviderIssuer(EnvironmentVariableCredentialsProvider.create()));
    }
    if (WebIdentityIssuer.configured(environment)) {
      sources.add(WebIdentityIssuer.of(sts, environment));
    }
    if (hasProfile()) {
      sources.add(new ProviderIssuer(ProfileCredentialsProvider.create()));
    }
    if (ContainerIssuer.configured(environment)) {
      sources.add(ContainerIssuer.of(environment));
    }
    if (sources.isEmpty() && InstanceMetadataIssuer.configured(environment)) {
      sources.add(InstanceMetadataIssuer.of(environment));
    }
    return sources;
  }

  private static boolean hasProfile() {
    String name = ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
    return ProfileFile.defaultProfileFile()
        .profile(name)
        .filter(profile -> profile.properties().keySet().stream().anyMatch(DefaultChain::gives))
        .isPresent();
  }

  /** Whether a property of a profile says where credentials come from. */
  private static boolean gives(String property) {
    return property.equals("aws_access_key_id")
        || property.equals("role_arn")
        || property.equals("credential_process")
        || property.equals("web_identity_token_file")
        || property.startsWith("sso_")
        || property.equals("login_session");
  }
}
