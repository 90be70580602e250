package io.sluice.credentials.testing;

import static io.sluice.credentials.testing.TestingAnswer.response;
import static java.util.Objects.requireNonNull;

import io.sluice.credentials.testing.TestingIdentities.TestingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Speaks AWS STS: AssumeRoleWithWebIdentity, AssumeRole and GetCallerIdentity. It takes any web
 * identity token that is not empty, wants signed requests from somebody it knows, and a clock
 * within five minutes of its own.
 */
public final class TestingSts extends TestingEndpoint {
  private static final Duration MAX_SKEW = Duration.ofMinutes(5);
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

  private final TestingIdentities identities;
  private volatile @Nullable Duration life;
  private volatile @Nullable String externalId;

  public TestingSts(TestingIdentities identities) {
    super(identities);
    this.identities = identities;
  }

  /** Sessions live for that long, whatever the caller asks for. */
  public TestingSts life(Duration newLife) {
    life = newLife;
    return this;
  }

  /** Roles are given to callers that know this only. */
  public TestingSts externalId(String newExternalId) {
    externalId = newExternalId;
    return this;
  }

  /** How many requests named that action. */
  public long calls(String action) {
    return requests().stream()
        .filter(request -> action.equals(request.form().get("Action")))
        .count();
  }

  /** The requests that named that action. */
  public List<TestingRequest> requests(String action) {
    return requests().stream()
        .filter(request -> action.equals(request.form().get("Action")))
        .toList();
  }

  @Override
  TestingAnswer answerWell(TestingRequest request) {
    Map<String, String> form = request.form();
    String action = form.getOrDefault("Action", "");
    return switch (action) {
      case "AssumeRoleWithWebIdentity" ->
          form.getOrDefault("WebIdentityToken", "").isBlank()
              ? error(400, "InvalidIdentityToken", "The token is not valid")
              : assumed(action, form);
      case "AssumeRole" -> assumeRole(request, form);
      case "GetCallerIdentity" -> callerIdentity(request);
      default -> error(400, "InvalidAction", "Could not find operation " + action);
    };
  }

  public static TestingAnswer error(int status, String code, String message) {
    return response(
        status,
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender"
            + "</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
                .formatted(code, message));
  }

  private TestingAnswer assumeRole(TestingRequest request, Map<String, String> form) {
    TestingAnswer refused = refuseCaller(request);
    if (refused != null) {
      return refused;
    }
    String wanted = externalId;
    if (wanted != null && !wanted.equals(form.get("ExternalId"))) {
      return error(403, "AccessDenied", "not authorized to perform: sts:AssumeRole");
    }
    return assumed("AssumeRole", form);
  }

  private TestingAnswer callerIdentity(TestingRequest request) {
    TestingAnswer refused = refuseCaller(request);
    TestingSession session = identities.valid(request.accessKey());
    return refused != null || session == null
        ? requireNonNull(refused)
        : result(
            "GetCallerIdentity",
            "<Arn>%s</Arn><UserId>AROA:x</UserId><Account>%s</Account>"
                .formatted(session.arn(), session.arn().split(":", -1)[4]));
  }

  private @Nullable TestingAnswer refuseCaller(TestingRequest request) {
    if (identities.valid(request.accessKey()) == null) {
      return error(403, "InvalidClientTokenId", "The security token is invalid");
    }
    Instant signed =
        LocalDateTime.parse(request.headers().getOrDefault("x-amz-date", ""), AMZ_DATE)
            .toInstant(ZoneOffset.UTC);
    Duration skew = Duration.between(signed, identities.clock().instant()).abs();
    return skew.compareTo(MAX_SKEW) > 0
        ? error(403, "SignatureDoesNotMatch", "Signature expired: " + signed + " is too far off")
        : null;
  }

  private TestingAnswer assumed(String action, Map<String, String> form) {
    String role = form.getOrDefault("RoleArn", "arn:aws:iam::000000000000:role/none");
    String arn =
        "arn:aws:sts::%s:assumed-role/%s/%s"
            .formatted(
                role.split(":", -1)[4],
                role.substring(role.lastIndexOf('/') + 1),
                form.getOrDefault("RoleSessionName", "session"));
    Duration given = life;
    int asked = Integer.parseInt(form.getOrDefault("DurationSeconds", "3600"));
    TestingSession session =
        identities.issue(arn, given == null ? Duration.ofSeconds(asked) : given);
    return result(
        action,
        """
        <AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>%s</Arn></AssumedRoleUser>\
        <Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>\
        <SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>"""
            .formatted(
                arn,
                session.accessKeyId(),
                session.secretAccessKey(),
                session.sessionToken(),
                session.expiresAt()));
  }

  private static TestingAnswer result(String action, String content) {
    return response(
            200,
            "<%1$sResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><%1$sResult>%2$s"
                    .formatted(action, content)
                + "</%1$sResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></%1$sResponse>"
                    .formatted(action))
        .with("Content-Type", "text/xml");
  }
}
