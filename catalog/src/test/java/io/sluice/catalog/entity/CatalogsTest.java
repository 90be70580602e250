package io.sluice.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.record.CatalogRecord;
import io.sluice.store.memory.InMemoryStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CatalogsTest {
  private final InMemoryStore store = new InMemoryStore();
  private final Catalogs catalogs = new Catalogs(store, Clock.systemUTC(), new SecureRandom());

  @AfterEach
  void close() {
    store.close();
  }

  private CatalogRecord create(String name) {
    return catalogs.create(CatalogRecord.newBuilder().setName(name).build(), (_, _) -> {});
  }

  @Test
  void aNameIsTakenOnce() {
    CatalogRecord created = create("lake");
    assertThat(created.getId().size()).isEqualTo(16);
    assertThat(created.getVersion()).isEqualTo(1);
    assertThatThrownBy(() -> create("lake")).isInstanceOf(AlreadyExistsException.class);
    assertThat(catalogs.require("lake").record()).isEqualTo(created);
    assertThat(catalogs.find("none")).isEmpty();
    assertThat(catalogs.find("")).isEmpty();
  }

  private CatalogRecord createAt(String name, String location) {
    return catalogs.create(
        CatalogRecord.newBuilder().setName(name).setDefaultBaseLocation(location).build(),
        (_, _) -> {});
  }

  @Test
  void noLocationIsThatOfTwoCatalogs() {
    createAt("lake", "s3://lake/a");
    createAt("beside", "s3://lake/ab");
    for (String location : List.of("s3://lake/a/", "s3://lake", "s3://lake/a/b/c")) {
      assertThatThrownBy(() -> createAt("other", location)).isInstanceOf(BadRequestException.class);
    }
    createAt("other", "s3://other");
    assertThatThrownBy(
            () ->
                catalogs.update(
                    "other",
                    record ->
                        record.toBuilder()
                            .setStorage(
                                "{\"storageType\":\"S3\",\"allowedLocations\":[\"s3://lake/a\"]}")
                            .build()))
        .isInstanceOf(BadRequestException.class);
    assertThat(catalogs.update("lake", record -> record).getDefaultBaseLocation())
        .isEqualTo("s3://lake/a");

    catalogs.drop("lake", _ -> {});
    createAt("again", "s3://lake/a/b");
  }

  @Test
  void eachChangeIsANewVersion() {
    CatalogRecord created = create("lake");
    CatalogRecord changed =
        catalogs.update(
            "lake", record -> record.toBuilder().putProperties("a", "1").setName("x").build());

    assertThat(changed.getVersion()).isEqualTo(2);
    assertThat(changed.getName()).isEqualTo("lake");
    assertThat(changed.getId()).isEqualTo(created.getId());
    assertThat(catalogs.list()).containsExactly(changed);
    assertThatThrownBy(() -> catalogs.update("none", record -> record))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aCatalogWithANamespaceStays() {
    CatalogRecord created = create("lake");
    Namespaces namespaces = new Namespaces(store, catalogs, Clock.systemUTC());
    Namespace namespace = Namespace.of("ns");
    Map<String, String> _ =
        namespaces.create(created, namespace, Map.of(), Once.NONE, _ -> new byte[0]);
    assertThatThrownBy(() -> catalogs.drop("lake", _ -> {}))
        .isInstanceOf(NamespaceNotEmptyException.class);

    namespaces.drop(created, namespace, Once.NONE);
    catalogs.drop("lake", _ -> {});

    assertThat(catalogs.list()).isEmpty();
    assertThatThrownBy(() -> catalogs.drop("lake", _ -> {})).isInstanceOf(NotFoundException.class);
    assertThat(create("lake").getId()).isNotEqualTo(created.getId());
  }
}
