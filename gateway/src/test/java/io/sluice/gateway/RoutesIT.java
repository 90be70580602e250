package io.sluice.gateway;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of what: nothing is taken for something else. */
class RoutesIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private String bucket = "";

  @BeforeEach
  void makeObject() {
    bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "content"));
  }

  private Answer send(String method, String target) {
    Call call = server.call(method, target.replace("{b}", bucket));
    return server.signed(method.equals("PUT") || method.equals("POST") ? call.body("x") : call);
  }

  private void assertUntouched() {
    assertThat(server.signed(server.get(bucket, "key"))).hasStatus(200).hasBody("content");
    assertThat(server.ok(server.call("GET", "/" + bucket)).xml().texts("Contents", "Key"))
        .containsExactly("key");
  }

  // 107
  @ParameterizedTest
  @ValueSource(
      strings = {
        "accelerate",
        "acl",
        "analytics",
        "cors",
        "encryption",
        "intelligent-tiering",
        "inventory",
        "lifecycle",
        "logging",
        "metrics",
        "notification",
        "object-lock",
        "ownershipControls",
        "policyStatus",
        "publicAccessBlock",
        "replication",
        "requestPayment",
        "versioning",
        "versions",
        "website",
        "session",
        "no-such-sub-resource"
      })
  void aSubResourceOfABucketThatIsNotThereYetIsNotTheBucket(String name) {
    for (String method : List.of("GET", "PUT", "DELETE", "POST")) {
      for (String query : List.of("?" + name, "?" + name + "&prefix=a", "?prefix=a&" + name)) {
        assertThat(send(method, "/{b}" + query))
            .isError(501, "NotImplemented")
            .hasMessage(
                "A header or query you provided implies functionality that is not implemented")
            .hasFields();
      }
    }
    assertThat(send("HEAD", "/{b}?" + name)).hasStatus(501).hasNoBody();
    assertUntouched();
  }

  // 107
  @ParameterizedTest
  @ValueSource(
      strings = {
        "acl",
        "legal-hold",
        "retention",
        "torrent",
        "restore",
        "select",
        "select&select-type=2",
        "renameObject",
        "no-such-sub-resource",
        "acl=",
        "uploads&acl"
      })
  void aSubResourceOfAnObjectThatIsNotThereYetIsNotTheObject(String name) {
    for (String method : List.of("GET", "PUT", "DELETE", "POST")) {
      assertThat(send(method, "/{b}/key?" + name)).isError(501, "NotImplemented").hasFields();
    }
    assertThat(send("HEAD", "/{b}/key?" + name)).hasStatus(501).hasNoBody();
    assertUntouched();
  }

  // 107
  @ParameterizedTest
  @ValueSource(
      strings = {"uploads", "delete", "uploadId=x", "partNumber=1", "list-type=2", "attributes"})
  void whatIsThereForAnotherMethodIsNotTakenForNothing(String name) {
    for (String method : List.of("PUT", "DELETE")) {
      assertThat(send(method, "/{b}?" + name)).isError(501, "NotImplemented");
    }
    assertThat(send("PUT", "/{b}/key?" + name)).isError(501, "NotImplemented");
    assertUntouched();
  }

  // 107
  @Test
  void aParameterThatMeansNothingIsIgnored() {
    assertThat(send("GET", "/{b}/key?x-id=GetObject&other=1")).hasStatus(200).hasBody("content");
    assertThat(send("GET", "/{b}?x-id=ListObjects&acl2=1")).hasStatus(200);
  }

  // 107
  @ParameterizedTest
  @CsvSource({
    "POST, /{b}/key, OBJECT, 'DELETE, GET, HEAD, OPTIONS, PUT'",
    "POST, /{b}/key?x-id=1, OBJECT, 'DELETE, GET, HEAD, OPTIONS, PUT'",
    "PATCH, /{b}/key, OBJECT, 'DELETE, GET, HEAD, OPTIONS, POST, PUT'",
    "PATCH, /{b}, BUCKET, 'DELETE, GET, HEAD, OPTIONS, POST, PUT'",
    "PUT, /, SERVICE, 'GET, OPTIONS'",
    "POST, /, SERVICE, 'GET, OPTIONS'",
    "DELETE, /, SERVICE, 'GET, OPTIONS'"
  })
  void aMethodThatThereIsNotIsNotAllowed(
      String method, String target, String level, String allowed) {
    assertThat(send(method, target))
        .isError(405, "MethodNotAllowed")
        .hasMessage("The specified method is not allowed against this resource.")
        .hasFields("Method", method, "ResourceType", level)
        .hasHeader("Allow", allowed);
    assertUntouched();
  }

  // 110: forms are not there yet
  @Test
  void aFormIsNotImplemented() {
    Call post =
        server
            .call("POST", "/" + bucket)
            .header("Content-Type", "multipart/form-data; boundary=x")
            .body("--x--");
    assertThat(server.signed(post)).isError(501, "NotImplemented");
    assertUntouched();
  }

  // 111
  @ParameterizedTest
  @CsvSource({"/{b}, BUCKET", "/{b}/key, OBJECT", "/{b}/key?uploadId=x, OBJECT", "/, SERVICE"})
  void noOtherSiteMayCallFromABrowser(String target, String level) {
    Call preflight =
        server
            .call("OPTIONS", target.replace("{b}", bucket))
            .header("Origin", "https://elsewhere.example")
            .header("Access-Control-Request-Method", "PUT");
    assertThat(server.send(preflight))
        .isError(403, "AccessForbidden")
        .hasMessage("CORSResponse: CORS is not enabled for this bucket.")
        .hasFields("Method", "PUT", "ResourceType", level)
        .hasHeader("Vary", "Origin")
        .hasNoHeader("Access-Control-Allow-Origin");
    assertThat(server.send(preflight.without("Origin"))).isError(400, "BadRequest");
    assertThat(server.send(preflight.without("Access-Control-Request-Method")))
        .isError(400, "BadRequest");
  }

  // 111
  @Test
  void anOriginChangesNothingOfAnAnswer() {
    assertThat(server.signed(server.get(bucket, "key").header("Origin", "https://else.example")))
        .hasStatus(200)
        .hasNoHeader("Access-Control-Allow-Origin");
  }

  // 112
  @ParameterizedTest
  @ValueSource(strings = {"x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"})
  void aBucketOfSomebodyElsesIsNotUsed(String header) {
    for (Call call :
        List.of(
            server.put(bucket, "other", "x"),
            server.delete(bucket, "key"),
            server.get(bucket, "key"),
            server.call("GET", "/" + bucket),
            server.call("DELETE", "/" + bucket),
            server
                .call("PUT", "/" + bucket + "/other")
                .header("x-amz-copy-source", bucket + "/key"))) {
      assertThat(server.signed(call.header(header, "111111111111")))
          .isError(403, "AccessDenied")
          .hasMessage("Access Denied")
          .hasFields();
    }
    assertUntouched();
    assertThat(server.signed(server.get(bucket, "key").header(header, "000000000000")))
        .hasStatus(200);
  }

  // 114
  @ParameterizedTest
  @CsvSource({
    "GET, /{b}/missing, /{b}/missing, NoSuchKey",
    "GET, /{b}/a%20%3Cb%3E&c, /{b}/a%20%3Cb%3E&c, NoSuchKey",
    "GET, /no-such-bucket?prefix=a, /no-such-bucket, NoSuchBucket",
    "GET, /Bad_Name/, /Bad_Name/, InvalidBucketName",
    "PATCH, /, /, MethodNotAllowed",
    "GET, /{b}?acl, /{b}, NotImplemented"
  })
  void anErrorSaysWhatItIsAbout(String method, String target, String resource, String code) {
    Answer answer = send(method, target);
    assertThat(answer.xml().text("Code")).isEqualTo(code);
    assertThat(answer).isError(answer.status(), code);
    assertThat(answer.xml().text("Resource")).isEqualTo(resource.replace("{b}", bucket));
    assertThat(answer.xml().text("RequestId")).matches("[0-9A-Z]{16}");
    assertThat(answer.xml().namespace()).isEmpty();
    assertThat(answer.header("Server")).isEqualTo("Sluice");
  }
}
