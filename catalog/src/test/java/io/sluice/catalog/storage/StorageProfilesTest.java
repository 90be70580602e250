package io.sluice.catalog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Kind;
import io.sluice.catalog.storage.StorageProfile.Role;
import io.sluice.store.memory.InMemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageProfilesTest {
  private final InMemoryStore store = new InMemoryStore();
  private final StorageProfiles profiles = new StorageProfiles(store);

  private static StorageProfile profile(String name, Identity identity, String... prefixes) {
    return new StorageProfile(
        name,
        List.of(prefixes).stream().map(Location::parse).toList(),
        Kind.S3,
        "eu-central-1",
        Optional.of("https://store.example"),
        true,
        identity,
        List.of(
            new Role("arn:aws:iam::111111111111:role/one", Optional.of("id")),
            new Role("arn:aws:iam::222222222222:role/two", Optional.empty())),
        Optional.empty(),
        false);
  }

  private static StorageProfile profile(String name, String... prefixes) {
    return profile(name, new Identity.DefaultChain(), prefixes);
  }

  @Test
  void allKindsOfIdentitiesAreKept() {
    List<StorageProfile> all =
        List.of(
            profile("chain"),
            profile(
                "keys",
                new Identity.StaticKeys(
                    SecretReference.parse("env:ID"), SecretReference.parse("file:/secret"))),
            profile("web", new Identity.WebIdentity("arn:aws:iam::1:role/x", Path.of("/token"))));
    all.forEach(profiles::put);

    assertThat(new StorageProfiles(store).list()).isEqualTo(all);
  }

  @Test
  void theLongestPrefixDecides() {
    profiles.put(profile("wide", "s3://bucket/"));
    profiles.put(profile("narrow", "s3://bucket/a/b", "s3://other/"));

    assertThat(match("s3://bucket/a")).isEqualTo("wide");
    assertThat(match("s3://bucket/a/b/c")).isEqualTo("narrow");
    assertThat(match("s3://bucket/a/bc")).isEqualTo("wide");
    assertThat(match("s3://third/a")).isEqualTo("none");
  }

  private String match(String location) {
    return profiles.match(Location.parse(location)).map(StorageProfile::name).orElse("none");
  }

  @Test
  void aChangeByAnotherProcessCountsAtOnce() {
    StorageProfiles another = new StorageProfiles(store);
    another.put(profile("p", "s3://bucket/"));
    assertThat(match("s3://bucket/a")).isEqualTo("p");

    assertThat(another.remove("p")).isTrue();
    assertThat(match("s3://bucket/a")).isEqualTo("none");
    assertThat(another.remove("p")).isFalse();
  }

  @Test
  void aSecretItselfIsNoReference() {
    assertThatThrownBy(() -> SecretReference.parse("wJalrXUtnFEMI"))
        .isInstanceOf(BadRequestException.class)
        .hasMessageNotContaining("wJalr");
  }

  @Test
  void aSecretInAFileIsReadWhenItIsNeeded(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("secret");
    SecretReference reference = SecretReference.parse("file:" + file);

    assertThatThrownBy(() -> reference.read(_ -> null))
        .isInstanceOf(ServiceUnavailableException.class);
    Files.writeString(file, "first\n");
    assertThat(reference.read(_ -> null)).isEqualTo("first");
    Files.writeString(file, "second");
    assertThat(reference.read(_ -> null)).isEqualTo("second");
    assertThat(SecretReference.parse("env:KEY").read(name -> name + "!")).isEqualTo("KEY!");
  }

  @Test
  void variablesOfSluicesOwnAreReadForNobody() {
    for (String own : List.of("env:SLUICE_MASTER_KEY", "env:sluice_root_secret_access_key")) {
      assertThatThrownBy(() -> SecretReference.wanted(own)).isInstanceOf(BadRequestException.class);
      // a profile may have been added by an earlier version
      assertThatThrownBy(() -> SecretReference.parse(own).read(_ -> "own"))
          .isInstanceOf(ServiceUnavailableException.class)
          .hasMessageNotContaining("own");
    }
    assertThat(SecretReference.wanted("env:MY_SLUICE_KEY").read(name -> name))
        .isEqualTo("MY_SLUICE_KEY");
  }

  @Test
  void aCatalogsOwnChoiceWins() {
    profiles.put(profile("matched", "s3://bucket/"));
    profiles.put(profile("named"));
    Location location = Location.parse("s3://bucket/warehouse/t");

    assertThat(place("", Map.of(), location)).isEqualTo("matched");
    assertThat(place("", Map.of("storage-profile", "named"), location)).isEqualTo("named");
    assertThat(
            place(
                """
                {"storageType":"S3","roleArn":"arn:aws:iam::1:role/r","externalId":"e",
                 "allowedLocations":["s3://bucket/warehouse","s3://elsewhere"]}""",
                Map.of(),
                location))
        .isEqualTo("catalog/c");
    assertThatThrownBy(() -> place("", Map.of("storage-profile", "missing"), location))
        .isInstanceOf(BadRequestException.class);
    assertThatThrownBy(() -> place("", Map.of(), Location.parse("s3://bucket/warehouse2/t")))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> place("{\"storageType\":\"GCS\"}", Map.of(), location))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("GCS");
    assertThatThrownBy(() -> place("{", Map.of(), location))
        .isInstanceOf(BadRequestException.class);
  }

  private String place(String storage, Map<String, String> properties, Location location) {
    return place(storage, properties, location, "");
  }

  private String place(
      String storage, Map<String, String> properties, Location location, String asked) {
    CatalogSettings settings =
        CatalogSettings.parse("c", "s3://bucket/warehouse", storage, properties);
    return new Places(profiles, _ -> Optional.of(settings), "eu-test-1")
        .require(new Placement("c", asked), location)
        .name();
  }

  @Test
  void aTableHasTheProfileThatItNamesWhereTheCatalogAllowsIt() {
    profiles.put(profile("matched", "s3://bucket/"));
    profiles.put(profile("one"));
    profiles.put(profile("two"));
    Location location = Location.parse("s3://bucket/warehouse/t");
    Map<String, String> allowed = Map.of("storage-profile", "two", "storage-profiles", "one, gone");

    assertThat(place("", allowed, location, "one")).isEqualTo("one");
    assertThat(place("", allowed, location, "")).isEqualTo("two");
    for (String refused : List.of("two", "matched", "ONE", "one, gone", ",")) {
      assertThatThrownBy(() -> place("", allowed, location, refused))
          .isInstanceOf(ForbiddenException.class);
    }
    assertThatThrownBy(() -> place("", allowed, location, "gone"))
        .isInstanceOf(BadRequestException.class);
    assertThatThrownBy(() -> place("", Map.of(), location, "one"))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> place("", allowed, Location.parse("s3://bucket/other/t"), "one"))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void whereNothingFitsItIsABucketOfSluice() {
    CatalogSettings settings = CatalogSettings.parse("c", "s3://native/", "", Map.of());

    StorageProfile found =
        new Places(profiles, _ -> Optional.of(settings), "eu-test-1")
            .require(Placement.in("c"), Location.parse("s3://native/t"));

    assertThat(found.kind()).isEqualTo(Kind.NATIVE);
    assertThat(found.region()).isEqualTo("eu-test-1");
  }
}
