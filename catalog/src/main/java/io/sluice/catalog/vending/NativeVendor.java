package io.sluice.catalog.vending;

import io.sluice.manager.session.SessionCredentials;
import io.sluice.manager.session.SessionRequest;
import io.sluice.manager.session.SessionTooLargeException;
import io.sluice.manager.session.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;

/** Issues sessions for Sluice's own buckets, which costs nothing. */
final class NativeVendor implements Vendor {
  private final Sessions sessions;
  private final Duration lifetime;
  private final Clock clock;

  NativeVendor(Sessions sessions, Duration lifetime, Clock clock) {
    this.sessions = sessions;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  @Override
  public Vended issue(VendRequest request) {
    Instant now = clock.instant();
    SessionCredentials session = session(request);
    return new Vended(
        session.accessKeyId(),
        session.secretAccessKey(),
        session.sessionToken(),
        now,
        session.expires());
  }

  @Override
  public boolean stands(VendRequest request, Vended vended) {
    return sessions.stands(vended.accessKeyId(), vended.sessionToken());
  }

  private SessionCredentials session(VendRequest request) {
    Recipient recipient = request.recipient();
    if (recipient.guards().size() > SessionRequest.MOST_GUARDS) {
      throw new BadRequestException(
          "credentials cannot depend on more than %s roles", SessionRequest.MOST_GUARDS);
    }
    SessionRequest wanted =
        SessionRequest.vended(
            recipient.accessKeyId(),
            AccessPolicy.of(request.scope()),
            lifetime,
            recipient.guards());
    try {
      return recipient.equals(Recipient.SLUICE)
          ? sessions.issueForRoot(wanted)
          : sessions.issue(wanted).orElseThrow(() -> new ForbiddenException("Forbidden"));
    } catch (SessionTooLargeException e) {
      throw new BadRequestException("the locations of the table are too long to vend for");
    }
  }
}
