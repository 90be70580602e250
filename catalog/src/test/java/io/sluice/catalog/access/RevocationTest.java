package io.sluice.catalog.access;

import static io.sluice.catalog.access.Privilege.TABLE_READ_DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.access.CatalogRoles.Inside;
import io.sluice.catalog.access.Securable.OfCatalog;
import io.sluice.catalog.access.Securable.OfTable;
import io.sluice.manager.principal.RevocationCounters;
import io.sluice.manager.record.Keys;
import io.sluice.manager.secret.AccessKey;
import io.sluice.store.Table;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What rests on something that was taken away is void. */
class RevocationTest {
  private static final OfTable TABLE = new OfTable("lake", TableIdentifier.of("a", "t"));
  private static final Grant GRANT = new Grant(TABLE_READ_DATA, new OfCatalog("lake"));
  private static final int ROUNDS = 300;

  private final TestingAccess access = new TestingAccess();
  private AccessKey key = TestingAccess.ROOT;

  @BeforeEach
  void begin() {
    access.catalog("lake");
    key = access.principalWithRole("reader", "lake");
    access.catalogRoles.grant("lake", "reader", GRANT, TestingAccess.ANYTHING);
  }

  @AfterEach
  void end() {
    access.close();
  }

  private List<Guard> guards() {
    return access.actor(key).guards(TABLE_READ_DATA, TABLE);
  }

  /** As the manager sees them: whether credentials with these guards are good. */
  private boolean holds(List<Guard> guards) {
    return guards.stream()
        .allMatch(
            guard ->
                RevocationCounters.count(access.store.get(RevocationCounters.key(guard.entity())))
                    == guard.counter());
  }

  @Test
  void guardsNameThePathToAPrivilege() {
    assertThat(Keys.REVOCATIONS).isEqualTo(new Table("revocations"));
    assertThat(guards())
        .containsExactly(
            new Guard("principal/reader", 0),
            new Guard("principal-role/reader", 0),
            new Guard("catalog-role/lake/reader", 0));
  }

  private void assertRevoked(Consumer<TestingAccess> change) {
    List<Guard> before = guards();
    Actor actor = access.actor(key);
    assertThat(holds(before)).isTrue();
    change.accept(access);
    assertThat(holds(before)).isFalse();
    assertThatThrownBy(() -> actor.guards(TABLE_READ_DATA, TABLE))
        .isInstanceOfAny(ForbiddenException.class, NotAuthorizedException.class);
  }

  @Test
  void revokingAGrant() {
    assertRevoked(a -> a.catalogRoles.revoke("lake", "reader", GRANT, Inside.KEEP));
  }

  @Test
  void unassigningACatalogRole() {
    assertRevoked(a -> a.catalogRoles.unassign("reader", "lake", "reader"));
  }

  @Test
  void deletingACatalogRole() {
    assertRevoked(a -> a.catalogRoles.delete("lake", "reader"));
    access.catalogRoles.create("lake", "reader", Map.of());
    access.catalogRoles.grant("lake", "reader", GRANT, TestingAccess.ANYTHING);
    assertThat(access.actor(key).may(TABLE_READ_DATA, TABLE))
        .as("a new role of the name of an old one is another")
        .isFalse();
  }

  @Test
  void unassigningAPrincipalRole() {
    assertRevoked(a -> a.principalRoles.unassign("reader", "reader"));
  }

  @Test
  void deletingAPrincipalRole() {
    assertRevoked(a -> a.principalRoles.delete("reader"));
    access.principalRoles.create("reader", false, Map.of());
    access.catalogRoles.assign("reader", "lake", "reader");
    assertThat(access.actor(key).may(TABLE_READ_DATA, TABLE)).isFalse();
  }

  @Test
  void disablingAPrincipal() {
    assertRevoked(a -> a.principals.disable("reader"));
  }

  @Test
  void deletingAPrincipal() {
    assertRevoked(a -> a.principals.delete("reader"));
  }

  @Test
  void rotatingASecretMakesVoidWhatWasIssuedButTakesNoRightsAway() {
    List<Guard> before = guards();
    access.principals.rotate("reader");
    assertThat(holds(before)).isFalse();
    assertThat(holds(guards())).isTrue();
  }

  @Test
  void droppingACatalog() {
    access.principalRoles.assign("reader", PrincipalRoles.SERVICE_ADMIN);
    Actor actor = access.actor(key);
    access.catalogRoles.delete("lake", "reader");
    List<Guard> before = actor.guards(Privilege.TABLE_CREATE, TABLE);
    access.catalogRoles.dropCatalog("lake");
    assertThat(holds(before)).isFalse();
    assertThat(access.actor(key).may(Privilege.TABLE_CREATE, TABLE)).isFalse();
    access.catalog("lake");
    assertThat(access.actor(key).may(Privilege.TABLE_CREATE, TABLE)).isTrue();
  }

  @Test
  void whoAsksAfterARevocationIsRefusedAndWhatWasIssuedBeforeIsVoid() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong asked = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> asking =
          threads.submit(
              () -> {
                while (!done.get()) {
                  access.actor(key).may(TABLE_READ_DATA, TABLE);
                  asked.incrementAndGet();
                }
              });
      for (int round = 0; round < ROUNDS; round++) {
        List<Guard> issued = guards();
        Future<?> revoking =
            threads.submit(() -> access.catalogRoles.revoke("lake", "reader", GRANT, Inside.KEEP));
        List<Guard> racing;
        try {
          racing = guards();
        } catch (ForbiddenException _) {
          racing = issued;
        }
        revoking.get();
        assertThat(access.actor(key).may(TABLE_READ_DATA, TABLE)).isFalse();
        assertThat(holds(issued)).isFalse();
        assertThat(holds(racing)).as("what was issued while it was revoked").isFalse();
        access.catalogRoles.grant("lake", "reader", GRANT, TestingAccess.ANYTHING);
      }
      done.set(true);
      asking.get();
    }
    assertThat(asked.get()).isPositive();
  }
}
