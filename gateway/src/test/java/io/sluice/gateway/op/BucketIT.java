package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.HeldStore;
import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.SigV4;
import io.sluice.gateway.client.Xml;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets: their names, where they are, how they come and go. */
class BucketIT {
  private static final HeldStore store = new HeldStore();

  @RegisterExtension
  static final RunningServer server = new RunningServer(TestingServer.Setup.usual().store(store));

  @RegisterExtension
  static final RunningServer first =
      new RunningServer(TestingServer.Setup.usual().region("us-east-1"));

  private static Call create(RunningServer where, String bucket, String constraint) {
    return where
        .call("PUT", "/" + bucket)
        .body(
            "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>%s</LocationConstraint></CreateBucketConfiguration>"
                .formatted(constraint));
  }

  // 100
  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "a.b",
        "1-2",
        "0123456789",
        "a-.b",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.x",
        "a23456789012345678901234567890123456789012345678901234567890123"
      })
  void aNameOfLettersDigitsDotsAndHyphensIsValid(String name) {
    assertThat(server.signed(server.call("PUT", "/" + name)))
        .hasStatus(200)
        .hasHeader("Location", "/" + name)
        .hasNoBody();
    assertThat(server.signed(server.call("HEAD", "/" + name))).hasStatus(200);
    server.ok(server.call("DELETE", "/" + name));
  }

  // 100
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "ab",
        "Abc",
        "aBc",
        "a_b",
        "-ab",
        "ab-",
        ".ab",
        "ab.",
        "a..b",
        "192.168.5.4",
        "999.999.999.999",
        "xn--abc",
        "sthree-abc",
        "abc-s3alias",
        "abc--ol-s3",
        "a%20b",
        "a%C3%A9b",
        "a%2Ab",
        "abc%0A",
        "a234567890123456789012345678901234567890123456789012345678901234"
      })
  void anyOtherNameIsInvalid(String name) {
    for (String method : List.of("PUT", "GET", "DELETE")) {
      assertThat(server.signed(server.call(method, "/" + name)))
          .isError(400, "InvalidBucketName")
          .hasMessage("The specified bucket is not valid.")
          .hasFieldNames("BucketName");
    }
    assertThat(server.signed(server.call("HEAD", "/" + name))).hasStatus(400).hasNoBody();
  }

  // 101
  @Test
  void ownBucketsAreMadeOnce() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "kept", "x"));
    assertThat(server.signed(server.call("PUT", "/" + bucket)))
        .isError(409, "BucketAlreadyOwnedByYou")
        .hasMessage(
            "Your previous request to create the named bucket succeeded and you already own it.")
        .hasFields("BucketName", bucket);
    assertThat(server.signed(server.get(bucket, "kept"))).hasStatus(200);
  }

  // 101
  @Test
  void ofManyThatMakeABucketOneDoes() throws Exception {
    Call create = server.call("PUT", "/contended");
    List<Integer> statuses =
        store.atOnce(server, Collections.nCopies(8, create)).stream().map(Answer::status).toList();
    assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
  }

  // 101
  @Test
  void inTheFirstRegionOwnBucketsAreMadeAgain() {
    String bucket = first.newBucket();
    first.ok(first.put(bucket, "kept", "x"));
    assertThat(first.signed(first.call("PUT", "/" + bucket)))
        .hasStatus(200)
        .hasHeader("Location", "/" + bucket);
    assertThat(first.signed(first.get(bucket, "kept"))).hasStatus(200);
  }

  // 101
  @Test
  void bucketsOfOthersAreTaken() {
    for (RunningServer where : List.of(server, first)) {
      String bucket = where.newBucket();
      SigV4 other = where.principal("maker", RunningServer.allow("*", "s3:CreateBucket"));
      assertThat(where.send(other.sign(where.call("PUT", "/" + bucket))))
          .isError(409, "BucketAlreadyExists")
          .hasFields("BucketName", bucket);
      assertThat(where.send(other.sign(where.call("PUT", "/of-maker")))).hasStatus(200);
      Answer again = where.send(other.sign(where.call("PUT", "/of-maker")));
      assertThat(again.status()).isEqualTo(where == server ? 409 : 200);
    }
  }

  // 102
  @Test
  void theOneRegionMayBeNamed() {
    for (String constraint : List.of(TestingServer.REGION, "")) {
      String bucket = "named-" + constraint.length();
      assertThat(server.signed(create(server, bucket, constraint))).hasStatus(200);
    }
    assertThat(server.signed(server.call("PUT", "/unnamed").body("<CreateBucketConfiguration/>")))
        .hasStatus(200);
    assertThat(first.signed(create(first, "in-the-first", ""))).hasStatus(200);
  }

  // 102
  @Test
  void anyOtherRegionIsInvalid() {
    assertThat(server.signed(create(server, "elsewhere", "eu-west-1")))
        .isError(400, "InvalidLocationConstraint")
        .hasMessage("The specified location-constraint is not valid")
        .hasFields("LocationConstraint", "eu-west-1");
    assertThat(first.signed(create(first, "elsewhere", "eu-west-1")))
        .isError(400, "InvalidLocationConstraint")
        .hasFields("LocationConstraint", "eu-west-1");
    for (RunningServer where : List.of(server, first)) {
      assertThat(where.signed(create(where, "elsewhere", "us-east-1")))
          .isError(400, "IllegalLocationConstraintException")
          .hasFields("LocationConstraint", "us-east-1");
      assertThat(where.signed(where.call("HEAD", "/elsewhere"))).hasStatus(404);
    }
  }

  // 103
  @ParameterizedTest
  @ValueSource(strings = {"key", "%01", "%EF%BF%BF", "/", "%F4%8F%BF%BF"})
  void aBucketThatHoldsAnythingStays(String key) {
    String bucket = server.newBucket();
    String target = "/%s/%s".formatted(bucket, key);
    server.ok(server.call("PUT", target).body("x"));
    assertThat(server.signed(server.call("DELETE", "/" + bucket)))
        .isError(409, "BucketNotEmpty")
        .hasMessage("The bucket you tried to delete is not empty")
        .hasFields("BucketName", bucket);
    assertThat(server.signed(server.call("GET", target))).hasStatus(200);
    server.ok(server.put(bucket, "still-takes", "x"));
    server.ok(server.delete(bucket, "still-takes"));
    server.ok(server.call("DELETE", target));
    assertThat(server.signed(server.call("DELETE", "/" + bucket))).hasStatus(204).hasNoBody();
    assertThat(server.signed(server.call("HEAD", "/" + bucket))).hasStatus(404);
  }

  // 103
  @Test
  void uploadsUnderWayDoNotKeepABucket() {
    String bucket = server.newBucket();
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    upload.part(1, new byte[1]);
    assertThat(server.signed(server.call("DELETE", "/" + bucket))).hasStatus(204);
    assertThat(server.signed(upload.completeCall())).isError(404, "NoSuchBucket");
  }

  // 103
  @Test
  void whatIsInABucketOfALongerNameDoesNotKeepIt() {
    String bucket = server.newBucket();
    for (String longer : List.of(bucket + "-", bucket + ".", bucket + "0")) {
      String name = longer + "x";
      server.ok(server.call("PUT", "/" + name));
      server.ok(server.put(name, "key", "x"));
    }
    assertThat(server.ok(server.call("GET", "/" + bucket)).xml().has("Contents")).isFalse();
    assertThat(server.signed(server.call("DELETE", "/" + bucket))).hasStatus(204);
  }

  @Test
  void aMissingBucketIsNotDeleted() {
    assertThat(server.signed(server.call("DELETE", "/no-such-bucket")))
        .isError(404, "NoSuchBucket")
        .hasFields("BucketName", "no-such-bucket");
  }

  // 104
  @Test
  void aHeadTellsTheRegionOfABucket() {
    String bucket = server.newBucket();
    assertThat(server.signed(server.call("HEAD", "/" + bucket)))
        .hasStatus(200)
        .hasNoBody()
        .hasHeader("x-amz-bucket-region", TestingServer.REGION);
    assertThat(server.signed(server.call("HEAD", "/no-such-bucket"))).hasStatus(404).hasNoBody();
    SigV4 nobody = server.principal("nobody");
    for (String target : List.of("/" + bucket, "/no-such-bucket")) {
      assertThat(server.send(nobody.sign(server.call("HEAD", target)))).hasStatus(403).hasNoBody();
    }
  }

  // 104
  @Test
  void theLocationIsTheRegionAndOfTheFirstNothing() {
    Xml location = server.ok(server.call("GET", "/" + server.newBucket() + "?location")).xml();
    assertThat(location.name()).isEqualTo("LocationConstraint");
    assertThat(location.namespace()).isEqualTo("http://s3.amazonaws.com/doc/2006-03-01/");
    assertThat(location.text()).isEqualTo(TestingServer.REGION);
    assertThat(first.ok(first.call("GET", "/" + first.newBucket() + "?location")).xml().text())
        .isEmpty();
    assertThat(server.signed(server.call("GET", "/no-such-bucket?location")))
        .isError(404, "NoSuchBucket");
  }

  // 106
  @Test
  void aSlashBehindABucketIsNoKey() {
    assertThat(server.signed(server.call("PUT", "/slashed/"))).hasStatus(200);
    for (String target : List.of("/slashed", "/slashed/")) {
      assertThat(server.signed(server.call("HEAD", target))).hasStatus(200);
      assertThat(server.ok(server.call("GET", target)).xml().text("Name")).isEqualTo("slashed");
      assertThat(server.signed(server.call("PUT", target))).isError(409, "BucketAlreadyOwnedByYou");
    }
    assertThat(server.signed(server.call("DELETE", "/slashed/"))).hasStatus(204);
    assertThat(server.signed(server.call("HEAD", "/slashed"))).hasStatus(404);
    assertThat(server.signed(server.call("GET", "//key"))).isError(400, "InvalidBucketName");
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-bucket-object-lock-enabled, true, 501", "x-amz-bucket-object-lock-enabled, false, 200",
    "x-amz-object-ownership, ObjectWriter, 501", "x-amz-object-ownership, BucketOwnerEnforced, 200",
    "x-amz-acl, public-read, 400", "x-amz-acl, private, 200"
  })
  void whatABucketCannotDoIsNotTakenForNothing(String header, String value, int status) {
    Answer answer = server.signed(server.call("PUT", "/asked-for-much").header(header, value));
    assertThat(answer).hasStatus(status);
    assertThat(server.signed(server.call("HEAD", "/asked-for-much")))
        .hasStatus(status == 200 ? 200 : 404);
    server.signed(server.call("DELETE", "/asked-for-much"));
  }
}
