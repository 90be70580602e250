package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.Eventually;
import io.sluice.cli.SluiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The metadata files that lie in the bucket, beside what the catalog says of its tables. */
final class MetadataFiles {
  private static final String SCHEME = "s3://" + Lake.BUCKET + "/";

  private final RestClient client;
  private final S3Client s3;

  /** What current tables refer to. */
  private final Set<String> known = new HashSet<>();

  MetadataFiles(SluiceProcess server, RestClient client) {
    this.client = client;
    this.s3 = server.s3();
  }

  /** Each table's file is there, and says what the catalog says. */
  void verify() throws IOException {
    for (JsonNode namespace : client.get("namespaces").body().path("namespaces")) {
      String tables = "namespaces/" + namespace.path(0).asText() + "/tables";
      for (JsonNode identifier : client.get(tables).body().path("identifiers")) {
        verify(client.get(tables + "/" + identifier.path("name").asText()).body());
      }
    }
  }

  private void verify(JsonNode loaded) throws IOException {
    String location = loaded.path("metadata-location").asText();
    byte[] file =
        s3.getObjectAsBytes(b -> b.bucket(Lake.BUCKET).key(location.substring(SCHEME.length())))
            .asByteArray();
    assertThat(RestClient.JSON.readTree(file)).isEqualTo(loaded.path("metadata"));
    known.add(location);
    for (JsonNode before : loaded.at("/metadata/metadata-log")) {
      known.add(before.path("metadata-file").asText());
    }
  }

  /**
   * What was staged in vain and what was purged is gone, sooner or later.
   *
   * @param dropped where tables were whose files nobody wanted to be deleted
   */
  void verifyThereAreNoOthers(Set<String> dropped, Set<String> purged) {
    Set<String> others = new TreeSet<>();
    boolean gone =
        Eventually.holds(
            Duration.ofSeconds(30),
            () -> {
              others.clear();
              others.addAll(others(dropped, purged));
              return others.isEmpty();
            });
    assertThat(others).isEmpty();
    assertThat(gone).isTrue();
  }

  private Set<String> others(Set<String> dropped, Set<String> purged) {
    Set<String> others = new TreeSet<>();
    for (S3Object object : s3.listObjectsV2Paginator(b -> b.bucket(Lake.BUCKET)).contents()) {
      String path = SCHEME + object.key();
      String folder = path.substring(0, Math.max(0, path.lastIndexOf("/metadata/")));
      boolean left = path.endsWith(".metadata.json") && !known.contains(path);
      if (purged.contains(folder) || (left && !dropped.contains(folder))) {
        others.add(path);
      }
    }
    return others;
  }
}
