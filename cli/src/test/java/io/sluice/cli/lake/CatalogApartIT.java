package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cli.FreePort;
import io.sluice.cli.SluiceProcess;
import io.sluice.cli.SluiceProcess.Outcome;
import io.sluice.cli.lake.RestClient.Answer;
import io.sluice.cli.lake.RestClient.Call;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The catalog beside a manager, with gateways in processes of their own. */
final class CatalogApartIT {
  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  @Test
  void tablesAreReachedThroughEitherGatewayAndRevocationCountsAtBoth() throws Exception {
    int port = FreePort.find();
    try (SluiceProcess manager =
            SluiceProcess.manager(
                data(), Map.of("SLUICE_GATEWAY_PUBLIC_URL", "http://127.0.0.1:" + port));
        SluiceProcess one = manager.gateway(data(), port);
        SluiceProcess two = manager.gateway(data())) {
      one.s3().createBucket(b -> b.bucket(Lake.BUCKET));
      Lake lake = Lake.catalog(manager);
      AccessKey key = lake.principal("engine", "CATALOG_MANAGE_CONTENT");
      Appender appender = new Appender();
      try (RESTCatalog catalog = Appender.connect(manager.catalog(), key)) {
        catalog.createNamespace(Namespace.of("ns"));
        Appender.create(catalog);
        appender.append(catalog);
        appender.append(catalog);
        Appender.verify(manager, List.of(appender));

        Answer loaded;
        try (RestClient client =
            new RestClient(manager.catalog(), RestClient.token(manager.catalog(), key))) {
          loaded = client.vended("namespaces/ns/tables/appended");
        }
        AwsSessionCredentials credentials = LakeTables.credentials(loaded);
        String file = LakeTables.metadataKey(loaded);
        try (S3Client atOne = LakeTables.s3(one, credentials);
            S3Client atTwo = LakeTables.s3(two, credentials)) {
          assertThat(read(atOne, file)).isEqualTo(read(atTwo, file)).isNotEmpty();
          assertRefused(atTwo, "elsewhere", "AccessDenied");

          lake.revoke("engine", "CATALOG_MANAGE_CONTENT");

          assertRefused(atOne, file, "ExpiredToken");
          assertRefused(atTwo, file, "ExpiredToken");
          assertThatThrownBy(() -> catalog.loadTable(Appender.TABLE))
              .isInstanceOf(ForbiddenException.class);
        }
      }
    }
  }

  private static byte[] read(S3Client s3, String key) {
    return s3.getObjectAsBytes(b -> b.bucket(Lake.BUCKET).key(key)).asByteArray();
  }

  private static void assertRefused(S3Client s3, String key, String code) {
    assertThatThrownBy(() -> read(s3, key))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  @Test
  void aManagerThatKnowsNoGatewaySaysSo() throws IOException {
    try (SluiceProcess manager = SluiceProcess.manager(data());
        RestClient client =
            new RestClient(
                manager.catalog(), RestClient.token(manager.catalog(), SluiceProcess.ROOT))) {
      Lake _ = Lake.catalog(manager);
      LakeTables.createNamespace(client, "ns");

      Answer refused =
          client.send(
              Call.of(
                  "POST",
                  "namespaces/ns/tables",
                  """
                  {"name": "t", "schema": {"type": "struct", "schema-id": 0, "fields": []}}"""));

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body().at("/error/message").asText())
          .contains("sluice.gateway.public-url");
      assertThat(Files.readString(folder.resolve("data.log")))
          .containsOnlyOnce("the catalog knows no gateway");
    }
  }

  @Test
  void anAddressThatIsNoneIsRefusedAtTheStart() {
    Outcome outcome =
        SluiceProcess.run(
            Map.of(
                "SLUICE_MANAGER_PORT", "0",
                "SLUICE_CATALOG_PORT", "0",
                "SLUICE_GATEWAY_PUBLIC_URL", "s3.example.com"),
            "manager",
            "--data-dir",
            data().toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err().strip().lines()).hasSize(1);
    assertThat(outcome.err()).contains("sluice.gateway.public-url");
  }
}
