package io.sluice.credentials.aws;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Origin;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** What STS answered, be it an error; the fields may hold secrets. */
record StsAnswer(HttpAnswer http, Map<String, String> fields, Origin origin) {
  private static final int OK = 200;
  private static final Set<String> THROTTLED =
      Set.of(
          "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException");
  private static final Set<String> MAY_PASS =
      Set.of("IDPCommunicationError", "InternalFailure", "ServiceUnavailable");

  static StsAnswer read(HttpAnswer http, Origin origin) {
    try {
      return new StsAnswer(http, XmlFields.parse(http.body()), origin);
    } catch (XMLStreamException garbage) {
      int status = http.status();
      throw new CredentialException(
          status == OK ? CredentialError.MALFORMED : HttpCalls.errorOf(status),
          "%s: answered %d with %d characters that are not XML"
              .formatted(origin, status, http.body().length()),
          http.retryAfter(),
          null);
    }
  }

  boolean good() {
    return http.status() == OK;
  }

  /** Whether the caller's own credentials were refused, not what it asked for. */
  boolean refusesCaller() {
    return !good() && RefusedCodes.contains(fields.getOrDefault("Code", ""));
  }

  /** The credentials in it. */
  Issued<AwsCredentials> session() {
    AwsIdentity identity = AwsIdentity.parse(required("Arn"));
    AwsSessionCredentials credentials =
        AwsSessionCredentials.builder()
            .accessKeyId(required("AccessKeyId"))
            .secretAccessKey(required("SecretAccessKey"))
            .sessionToken(required("SessionToken"))
            .expirationTime(time("Expiration"))
            .accountId(identity == null ? null : identity.account())
            .build();
    Origin assumed = new Origin(required("Arn"), origin.endpoint());
    return Issued.<AwsCredentials>until(time("Expiration"), credentials, assumed)
        .issuedAt(http.date());
  }

  String required(String field) {
    if (!good()) {
      throw error();
    }
    String value = fields.getOrDefault(field, "");
    if (value.isEmpty()) {
      throw new CredentialException(
          CredentialError.MALFORMED, origin + ": the answer has no " + field);
    }
    return value;
  }

  private Instant time(String field) {
    try {
      return Instant.parse(required(field));
    } catch (DateTimeParseException unreadable) {
      throw new CredentialException(
          CredentialError.MALFORMED, origin + ": the " + field + " in the answer is no time");
    }
  }

  private CredentialException error() {
    String code = fields.getOrDefault("Code", "no code");
    CredentialError error = HttpCalls.errorOf(http.status());
    if (THROTTLED.contains(code)) {
      error = CredentialError.THROTTLED;
    } else if (MAY_PASS.contains(code) || refusesCaller()) {
      error = CredentialError.ISSUER_FAILED; // the caller's credentials are about to be replaced
    }
    return new CredentialException(
        error,
        "%s: answered %d %s: %s"
            .formatted(origin, http.status(), code, fields.getOrDefault("Message", "no message")),
        http.retryAfter(),
        null);
  }

  /** Without the fields, which may hold secrets. */
  @Override
  public String toString() {
    return "StsAnswer[" + http + ", " + origin + "]";
  }
}
