package io.sluice.gateway.sts;

import io.sluice.gateway.auth.Signature;
import io.sluice.gateway.auth.StsSignatureReader;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.request.Target;
import io.sluice.http.Exchange;
import io.sluice.http.Response;
import io.sluice.protocol.AssumeRoleRequest;
import io.sluice.protocol.GetCallerIdentityRequest;
import io.sluice.protocol.SessionInfo;
import io.sluice.protocol.client.ManagerClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * STS as far as its clients need it to get sessions: forms that are posted to the address of S3.
 * There are no roles to assume, so any role that is named stands for the caller's own rights,
 * narrowed by the policy that comes with the request.
 *
 * <p>Follows <a href="https://docs.aws.amazon.com/STS/latest/APIReference/Welcome.html">the API
 * reference of STS</a>, version 2011-06-15.
 */
public final class SecurityTokenService {
  /** For metrics. */
  public static final String NAME = "SecurityTokenService";

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String VERSION = "2011-06-15";
  private static final int MOST_BYTES = 32 << 10;
  private static final int USUAL_ROLE_SECONDS = 3_600;
  private static final int USUAL_TOKEN_SECONDS = 43_200;
  private static final Pattern ROLE =
      Pattern.compile("arn:[a-z-]{1,32}:iam::[0-9]{0,12}:role/[A-Za-z0-9_+=,.@/-]{1,576}");

  private final ManagerClient manager;
  private final StsSignatureReader signatures;
  private final StsAnswers answers;

  public SecurityTokenService(ManagerClient manager, String accountId, Clock clock) {
    this.manager = manager;
    this.signatures = new StsSignatureReader(clock);
    this.answers = new StsAnswers(accountId);
  }

  /** Whether a request is one to STS: no operation of S3 posts a form to no bucket. */
  public static boolean takes(Exchange exchange, Target target) {
    @Nullable String type = exchange.headers().first("content-type");
    return exchange.method().equals("POST")
        && target.level() == Target.Level.SERVICE
        && type != null
        && type.toLowerCase(Locale.ROOT).startsWith(FORM);
  }

  /** Answers it, whatever comes of it. */
  public Response handle(Exchange exchange, Target target, Query query, String requestId) {
    try {
      byte[] body = body(exchange);
      Query form = Query.parse(new String(body, StandardCharsets.ISO_8859_1));
      Signature signature =
          signatures
              .read(exchange, query, body)
              .orElseThrow(
                  () ->
                      new StsException(
                          403,
                          "MissingAuthenticationToken",
                          "Request is missing Authentication Token"));
      S3Request request = new S3Request(requestId, exchange, target, query, signature);
      try {
        return perform(form, request);
      } catch (RuntimeException e) {
        return StsAnswers.error(StsErrors.of(e, request), requestId);
      }
    } catch (S3Exception e) {
      return StsAnswers.error(StsErrors.of(e), requestId);
    } catch (StsException e) {
      return StsAnswers.error(e, requestId);
    }
  }

  private static byte[] body(Exchange exchange) {
    if (exchange.contentLength().orElse(0) > MOST_BYTES) {
      throw tooLong();
    }
    byte[] body;
    try {
      body = exchange.body().readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new StsException(400, "IncompleteBody", "the body did not come whole");
    }
    if (body.length > MOST_BYTES) {
      throw tooLong();
    }
    return body;
  }

  private static StsException tooLong() {
    return new StsException(
        413, "RequestEntityTooLarge", "a request has at most %d bytes".formatted(MOST_BYTES));
  }

  private Response perform(Query form, S3Request request) {
    String version = form.get("Version").orElse(VERSION);
    String action =
        form.get("Action")
            .orElseThrow(
                () -> new StsException(400, "MissingAction", "the request names no Action"));
    if (!version.equals(VERSION)) {
      throw unknown(action, version);
    }
    return switch (action) {
      case "AssumeRole" -> assumeRole(form, request);
      case "GetSessionToken" -> sessionToken(form, request);
      case "GetCallerIdentity" ->
          answers.callerIdentity(
              manager
                  .execute(
                      request
                          .call()
                          .setGetCallerIdentity(GetCallerIdentityRequest.getDefaultInstance())
                          .build())
                  .getCallerIdentity(),
              request.id());
      default -> throw unknown(action, version);
    };
  }

  private static StsException unknown(String action, String version) {
    return new StsException(
        400,
        "InvalidAction",
        "Could not find operation %s for version %s".formatted(action, version));
  }

  private Response assumeRole(Query form, S3Request request) {
    String role = required(form, "RoleArn");
    String name = required(form, "RoleSessionName");
    if (!ROLE.matcher(role).matches()) {
      throw StsException.validation("%s is not the ARN of a role".formatted(role));
    }
    // they would be a limit, and there are none of that name
    if (form.parameters().stream().anyMatch(p -> p.name().startsWith("PolicyArns."))) {
      throw StsException.validation("managed policies are not supported");
    }
    AssumeRoleRequest.Builder wanted =
        AssumeRoleRequest.newBuilder()
            .setRole(role)
            .setSessionName(name)
            .setDurationSeconds(seconds(form, USUAL_ROLE_SECONDS));
    form.get("Policy").filter(policy -> !policy.isEmpty()).ifPresent(wanted::addPolicies);
    return answers.assumedRole(session(wanted, request), name, request.id());
  }

  private Response sessionToken(Query form, S3Request request) {
    AssumeRoleRequest.Builder wanted =
        AssumeRoleRequest.newBuilder().setDurationSeconds(seconds(form, USUAL_TOKEN_SECONDS));
    return answers.sessionToken(session(wanted, request), request.id());
  }

  private SessionInfo session(AssumeRoleRequest.Builder wanted, S3Request request) {
    return manager.execute(request.call().setAssumeRole(wanted).build()).getSession();
  }

  private static String required(Query form, String name) {
    return form.get(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> StsException.validation("%s is missing".formatted(name)));
  }

  private static int seconds(Query form, int usual) {
    try {
      return form.get("DurationSeconds").map(Integer::parseInt).orElse(usual);
    } catch (NumberFormatException e) {
      throw StsException.validation("DurationSeconds is not a number");
    }
  }
}
