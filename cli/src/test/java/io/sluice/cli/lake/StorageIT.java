package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import io.sluice.cli.SluiceProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage profiles of a running server, which is the storage of its own profile as well. */
final class StorageIT {
  private static final String BUCKET = "profile-bucket";

  @TempDir private static Path folder;

  private static SluiceProcess server;

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("id"), SluiceProcess.ROOT.id());
    Files.writeString(folder.resolve("secret"), SluiceProcess.ROOT.secret());
    server = SluiceProcess.server(folder.resolve("data"));
    server.s3().createBucket(b -> b.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Outcome storage(String... arguments) {
    List<String> all = new ArrayList<>(List.of("storage"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--server", server.catalog().resolve("/").toString()));
    return server.runHere(all.toArray(String[]::new));
  }

  private static Outcome add(String name, String secret) {
    return storage(
        "add",
        name,
        "--location",
        "s3://" + BUCKET + "/" + name,
        "--endpoint",
        server.endpoint().toString(),
        "--sts-endpoint",
        server.endpoint().toString(),
        "--path-style-access",
        "--access-key-id",
        "file:" + folder.resolve("id"),
        "--secret-access-key",
        secret);
  }

  @Test
  void aProfileIsAddedTriedOutAndRemoved() {
    String secret = "file:" + folder.resolve("secret");
    assertThat(add("good", "env:SLUICE_ROOT_SECRET_ACCESS_KEY").err())
        .isEqualTo("sluice: a variable named SLUICE_... is Sluice's own\n");
    Outcome added = add("good", secret);
    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(added.out()).contains(secret).doesNotContain(SluiceProcess.ROOT.secret());
    assertThat(add("good", secret).err())
        .isEqualTo("sluice: there is a storage profile 'good' already\n");
    assertThat(storage("show", "good").out()).isEqualTo(added.out());
    assertThat(storage("list").out()).contains("s3://" + BUCKET + "/good/");

    Outcome tested = storage("test", "good");
    assertThat(tested.exitCode()).as(tested.out() + tested.err()).isZero();
    assertThat(tested.out().lines())
        .hasSize(10)
        .first()
        .isEqualTo("good at s3://" + BUCKET + "/good/");
    assertThat(tested.out()).contains("passed   write outside").doesNotContain("failed");
    assertThat(server.s3().listObjectsV2(b -> b.bucket(BUCKET)).contents()).isEmpty();

    assertThat(storage("remove", "good").exitCode()).isZero();
    assertThat(storage("show", "good").err())
        .isEqualTo("sluice: there is no storage profile 'good'\n");
  }

  @Test
  void aTestThatFailsSaysSo() {
    assertThat(add("bad", "file:/nowhere/secret").exitCode()).isZero();

    Outcome tested = storage("test", "bad");

    assertThat(tested.exitCode()).isEqualTo(1);
    assertThat(tested.out())
        .containsPattern("failed +write +.*file:/nowhere/secret")
        .contains("skipped  forbidden outside");
    assertThat(tested.err()).isEmpty();
  }

  @Test
  void ownBucketsNeedNoIdentity() {
    assertThat(storage("add", "own", "--native").exitCode()).isZero();
    assertThat(storage("test", "own").err()).contains("'location' is required");

    Outcome tested = storage("test", "own", "--location", "s3://" + BUCKET + "/own");

    assertThat(tested.exitCode()).as(tested.out()).isZero();
    assertThat(tested.out()).contains("passed   read outside").doesNotContain("skipped");
  }
}
