package io.sluice.gateway.sts;

import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Content;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.protocol.CallerIdentity;
import io.sluice.protocol.SessionInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The documents that STS answers with. */
final class StsAnswers {
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

  private final String accountId;

  StsAnswers(String accountId) {
    this.accountId = accountId;
  }

  Response assumedRole(SessionInfo session, String sessionName, String requestId) {
    XmlWriter xml = begin("AssumeRole");
    credentials(xml, session);
    CallerIdentity issuer = session.getIssuer();
    xml.start("AssumedRoleUser")
        .element("AssumedRoleId", issuer.getAccessKeyId() + ":" + sessionName)
        .element("Arn", sessionArn(issuer.getName(), sessionName))
        .end();
    return end(xml, requestId);
  }

  Response sessionToken(SessionInfo session, String requestId) {
    XmlWriter xml = begin("GetSessionToken");
    credentials(xml, session);
    return end(xml, requestId);
  }

  Response callerIdentity(CallerIdentity identity, String requestId) {
    XmlWriter xml = begin("GetCallerIdentity");
    boolean named = !identity.getSessionName().isEmpty();
    String principal = identity.getAccessKeyId();
    xml.element("UserId", named ? principal + ":" + identity.getSessionName() : principal)
        .element("Account", accountId)
        .element(
            "Arn",
            named ? sessionArn(identity.getName(), identity.getSessionName()) : arn(identity));
    return end(xml, requestId);
  }

  private String arn(CallerIdentity identity) {
    return identity.getRoot()
        ? "arn:aws:iam::%s:root".formatted(accountId)
        : "arn:aws:iam::%s:user/%s".formatted(accountId, identity.getName());
  }

  /** Whatever role was asked for, a session has the rights of its principal. */
  private String sessionArn(String principal, String sessionName) {
    return "arn:aws:sts::%s:assumed-role/%s/%s".formatted(accountId, principal, sessionName);
  }

  private static void credentials(XmlWriter xml, SessionInfo session) {
    Instant expires =
        Instant.ofEpochMilli(session.getExpiresMillis()).truncatedTo(ChronoUnit.SECONDS);
    xml.start("Credentials")
        .element("AccessKeyId", session.getAccessKeyId())
        .element("SecretAccessKey", session.getSecretAccessKey())
        .element("SessionToken", session.getSessionToken())
        .element("Expiration", expires.toString())
        .end();
  }

  private static XmlWriter begin(String action) {
    return XmlWriter.document(action + "Response", NAMESPACE).start(action + "Result");
  }

  private static Response end(XmlWriter xml, String requestId) {
    xml.end().start("ResponseMetadata").element("RequestId", requestId).end().end();
    return answer(200, xml);
  }

  static Response error(StsException e, String requestId) {
    XmlWriter xml = XmlWriter.document("ErrorResponse", NAMESPACE);
    xml.start("Error")
        .element("Type", e.status() < 500 ? "Sender" : "Receiver")
        .element("Code", e.code())
        .element("Message", e.message())
        .end()
        .element("RequestId", requestId)
        .end();
    return answer(e.status(), xml);
  }

  /** It holds a secret, so nobody on the way may keep it. */
  private static Response answer(int status, XmlWriter xml) {
    Headers headers =
        Headers.builder().add("Content-Type", "text/xml").add("Cache-Control", "no-store").build();
    return new Response(status, headers, new Content.InMemory(xml.finish()));
  }
}
