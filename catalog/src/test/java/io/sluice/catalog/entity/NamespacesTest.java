package io.sluice.catalog.entity;

import static io.sluice.catalog.entity.TestingEntities.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.record.Keys;
import io.sluice.store.Mutation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NamespacesTest {
  private final TestingEntities lake = new TestingEntities();

  @AfterEach
  void close() {
    lake.close();
  }

  private void create(String... levels) {
    Map<String, String> _ =
        lake.namespaces.create(
            lake.catalog, Namespace.of(levels), Map.of(), Once.NONE, _ -> new byte[0]);
  }

  private List<Namespace> list(String... levels) {
    return lake.namespaces
        .list(lake.catalog.getId(), Namespace.of(levels), Paging.of(null, null))
        .items();
  }

  @Test
  void onlyThoseDirectlyBelowAreListed() {
    create("a");
    create("a", "b");
    create("a", "b", "c");
    create("a", "bb");
    create("ab");

    assertThat(list()).containsExactly(Namespace.of("a"), Namespace.of("ab"), NAMESPACE);
    assertThat(list("a")).containsExactly(Namespace.of("a", "b"), Namespace.of("a", "bb"));
    assertThat(list("ab")).isEmpty();
  }

  /** The table comes when it has been looked whether there is one. */
  @Test
  void aNamespaceIsNotDroppedUnderATableThatComes() {
    AtomicBoolean came = new AtomicBoolean();
    lake.store.before(
        transaction -> {
          boolean drops =
              transaction.mutations().stream()
                  .anyMatch(
                      mutation ->
                          mutation instanceof Mutation.Delete(var key)
                              && key.table().equals(Keys.NAMESPACES));
          if (drops && came.compareAndSet(false, true)) {
            Found _ = lake.create("t");
          }
        });

    assertThatThrownBy(() -> lake.namespaces.drop(lake.catalog, NAMESPACE, Once.NONE))
        .isInstanceOf(NamespaceNotEmptyException.class);
    assertThat(lake.found(TestingEntities.TABLE).record().getLocation()).isNotEmpty();

    lake.entities.drop(
        lake.catalog, TestingEntities.TABLE, lake.form, Entities.Files.KEEP, Once.NONE);
    lake.namespaces.drop(lake.catalog, NAMESPACE, Once.NONE);
    assertThat(list()).isEmpty();
  }
}
