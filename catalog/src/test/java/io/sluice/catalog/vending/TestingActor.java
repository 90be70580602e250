package io.sluice.catalog.vending;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.access.Guard;
import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.access.Securable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.exceptions.ForbiddenException;

/** Somebody who has some privileges on everything. */
record TestingActor(String name, String accessKeyId, Map<String, Long> guards, Set<Privilege> has)
    implements Actor {
  static TestingActor of(String accessKeyId, Privilege... has) {
    return new TestingActor("actor", accessKeyId, Map.of(), Set.of(has));
  }

  @Override
  public List<Guard> guards(Privilege privilege, Securable securable) {
    return guards.entrySet().stream().map(e -> new Guard(e.getKey(), e.getValue())).toList();
  }

  @Override
  public void require(Privilege privilege, Securable securable) {
    if (!may(privilege, securable)) {
      throw new ForbiddenException("Forbidden");
    }
  }

  @Override
  public boolean may(Privilege privilege, Securable securable) {
    return has.contains(privilege);
  }
}
