package io.sluice.credentials.aws;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A process that gets an object for each line that it reads, and writes what it got. */
final class StoppedProcess {
  private StoppedProcess() {}

  public static void main(String[] args) throws IOException {
    URI s3 = URI.create(args[0]);
    WebIdentityIssuer issuer =
        new WebIdentityIssuer(
            RoleRequest.of(AwsFixture.ROLE),
            Path.of(args[2]),
            StsOptions.DEFAULT.withEndpoint(URI.create(args[1])).withRegion("eu-west-1"),
            Environment.system());
    PrefetchingCredentialsProvider provider =
        PrefetchingCredentialsProvider.builder(issuer).build().awaitReady(Duration.ofSeconds(30));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(s3)
            .forcePathStyle(true)
            .region(Region.EU_WEST_1)
            .credentialsProvider(provider)
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(get(client));
      }
    }
    provider.stop();
  }

  private static String get(S3Client client) {
    try {
      return client.getObjectAsBytes(get -> get.bucket("b").key("k")).asUtf8String();
    } catch (SdkException failure) {
      return String.valueOf(failure.getMessage());
    }
  }
}
