package io.sluice.catalog.access;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A principal that asks for something. It belongs to the thread that handles the request. */
final class PrincipalActor implements Actor {
  private static final Logger AUDIT = LoggerFactory.getLogger("sluice.audit");
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]");

  private final Actors actors;
  private final Identity.OfPrincipal identity;
  private final String source;
  private Actors.State state;

  PrincipalActor(Actors actors, Identity.OfPrincipal identity, Actors.State state, String source) {
    this.actors = actors;
    this.identity = identity;
    this.state = state;
    this.source = source;
  }

  @Override
  public String name() {
    return state.principal().record().getName();
  }

  @Override
  public String accessKeyId() {
    return state.principal().record().getAccessKeyId();
  }

  @Override
  public void require(Privilege privilege, Securable securable) {
    if (!may(privilege, securable)) {
      throw refused(privilege, securable);
    }
  }

  @Override
  public boolean may(Privilege privilege, Securable securable) {
    return find(privilege, securable).isPresent();
  }

  @Override
  public List<Guard> guards(Privilege privilege, Securable securable) {
    return Actors.untilUnchanged(
        () -> {
          Rights.Path path =
              find(privilege, securable).orElseThrow(() -> refused(privilege, securable));
          try {
            return actors.guards(state, path);
          } catch (VersionChangedException e) {
            state = actors.state(identity);
            throw e;
          }
        });
  }

  private Optional<Rights.Path> find(Privilege privilege, Securable securable) {
    return Actors.untilUnchanged(
        () -> {
          try {
            return actors.find(state, privilege, securable);
          } catch (VersionChangedException e) {
            state = actors.state(identity);
            throw e;
          }
        });
  }

  /** What is missing is told to the audit log, not to the caller. */
  private ForbiddenException refused(Privilege privilege, Securable securable) {
    AUDIT.info(
        "denied principal={} privilege={} securable={} source={}",
        name(),
        privilege,
        printable(securable.toString()),
        source);
    return new ForbiddenException("forbidden");
  }

  /** Clients choose names, so none may begin another line of the log. */
  private static String printable(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }
}
