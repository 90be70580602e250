package io.sluice.catalog.rest;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.access.Authentication;
import io.sluice.catalog.access.Guard;
import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.access.Securable;
import io.sluice.http.Exchange;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;

/** Takes everybody for the same principal, with the privileges that a test gives it. */
public final class TestingAuthentication implements Authentication {
  /** A bearer token that proves nothing. */
  public static final String UNKNOWN = "Bearer unknown";

  private volatile Set<Privilege> granted = EnumSet.allOf(Privilege.class);
  private volatile String name = "tester";

  /** From now on only these are granted. */
  public void grant(Privilege... privileges) {
    granted = Set.of(privileges);
  }

  /** Everybody is somebody else now. */
  public void rename(String principal) {
    name = principal;
  }

  @Override
  public Actor authenticate(Exchange exchange) {
    if (UNKNOWN.equals(exchange.headers().first("Authorization"))) {
      throw new NotAuthorizedException("who asks is not proven");
    }
    return new Actor() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String accessKeyId() {
        return "";
      }

      @Override
      public List<Guard> guards(Privilege privilege, Securable securable) {
        return List.of();
      }

      @Override
      public void require(Privilege privilege, Securable securable) {
        if (!may(privilege, securable)) {
          throw new ForbiddenException("forbidden");
        }
      }

      @Override
      public boolean may(Privilege privilege, Securable securable) {
        return granted.contains(privilege);
      }
    };
  }
}
