package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.SigV4;
import io.sluice.gateway.client.Xml;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags of objects: told, set, taken away, copied, and who may. */
final class TaggingIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static String document(String... keysAndValues) {
    StringBuilder xml = new StringBuilder("<Tagging><TagSet>");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      xml.append(
          "<Tag><Key>%s</Key><Value>%s</Value></Tag>"
              .formatted(keysAndValues[i], keysAndValues[i + 1]));
    }
    return xml.append("</TagSet></Tagging>").toString();
  }

  private static Call tagging(String method, String bucket, String key) {
    return server.call(method, "/" + bucket + "/" + key + "?tagging");
  }

  private static List<String> tags(String bucket, String key) {
    Xml set = server.ok(tagging("GET", bucket, key)).xml().child("TagSet");
    List<String> keys = set.texts("Tag", "Key");
    List<String> values = set.texts("Tag", "Value");
    return IntStream.range(0, keys.size())
        .mapToObj(i -> keys.get(i) + "=" + values.get(i))
        .toList();
  }

  @Test
  void tagsOfAPutAreTold() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "x").header("x-amz-tagging", "team=lake%20gate&empty="));

    assertThat(tags(bucket, "key")).containsExactly("team=lake gate", "empty=");
    assertThat(server.ok(server.get(bucket, "key"))).hasHeader("x-amz-tagging-count", "2");
    assertThat(server.ok(server.head(bucket, "key"))).hasHeader("x-amz-tagging-count", "2");
  }

  @Test
  void anObjectWithoutTagsHasAnEmptySet() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "x"));

    assertThat(tags(bucket, "key")).isEmpty();
    assertThat(server.ok(server.get(bucket, "key"))).hasNoHeader("x-amz-tagging-count");
  }

  @Test
  void tagsAreReplacedAndTakenAwayWithoutAnotherDate() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "content").header("x-amz-tagging", "a=1"));
    Answer before = server.ok(server.head(bucket, "key"));

    assertThat(server.ok(tagging("PUT", bucket, "key").body(document("b", "2", "c", "3"))))
        .hasStatus(200)
        .hasNoBody();
    assertThat(tags(bucket, "key")).containsExactly("b=2", "c=3");
    assertThat(server.ok(tagging("DELETE", bucket, "key"))).hasStatus(204);
    assertThat(tags(bucket, "key")).isEmpty();

    assertThat(server.ok(server.get(bucket, "key")))
        .hasBody("content")
        .hasHeader("ETag", before.header("ETag"))
        .hasHeader("Last-Modified", before.header("Last-Modified"));
  }

  @Test
  void anUploadInPartsHasTheTagsItBeganWith() {
    String bucket = server.newBucket();
    TestingUpload upload =
        TestingUpload.begin(server, bucket, "key", "x-amz-tagging", "made=in-parts");
    upload.part(1, new byte[10]);
    upload.complete();

    assertThat(tags(bucket, "key")).containsExactly("made=in-parts");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"none, a=1", "COPY, a=1", "REPLACE, b=2"})
  void aCopyHasTheTagsThatTheDirectiveSays(String directive, String expected) {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "source", "x").header("x-amz-tagging", "a=1"));
    Call copy =
        server
            .call("PUT", "/" + bucket + "/copy")
            .header("x-amz-copy-source", bucket + "/source")
            .header("x-amz-tagging", "b=2");

    server.ok(directive == null ? copy : copy.header("x-amz-tagging-directive", directive));

    assertThat(tags(bucket, "copy")).containsExactly(expected);
  }

  @Test
  void aCopyOntoItselfMayChangeTheTags() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "x").header("x-amz-meta-colour", "blue"));

    server.ok(
        server
            .call("PUT", "/" + bucket + "/key")
            .header("x-amz-copy-source", bucket + "/key")
            .header("x-amz-tagging-directive", "REPLACE")
            .header("x-amz-tagging", "b=2"));

    assertThat(tags(bucket, "key")).containsExactly("b=2");
    assertThat(server.ok(server.head(bucket, "key"))).hasHeader("x-amz-meta-colour", "blue");
  }

  // 66
  @Test
  void anUnknownDirectiveIsRefused() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "source", "x"));
    assertThat(
            server.signed(
                server
                    .call("PUT", "/" + bucket + "/copy")
                    .header("x-amz-copy-source", bucket + "/source")
                    .header("x-amz-tagging-directive", "KEEP")))
        .isError(400, "InvalidArgument");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1&a=2", "a=%ZZ", "a=%FF"})
  void aHeaderThatIsNoQueryOfTagsIsRefused(String header) {
    String bucket = server.newBucket();
    assertThat(server.signed(server.put(bucket, "key", "x").header("x-amz-tagging", header)))
        .isError(400, "InvalidArgument")
        .hasMessage(
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
                + " parameters without tag name duplicates.");
  }

  @Test
  void tenTagsAreTheMost() {
    String bucket = server.newBucket();
    String[] ten =
        IntStream.range(0, 20).mapToObj(i -> i % 2 == 0 ? "key-" + i : "v").toArray(String[]::new);
    server.ok(server.put(bucket, "key", "x"));
    server.ok(tagging("PUT", bucket, "key").body(document(ten)));
    String eleven = document(ten).replace("</TagSet>", "<Tag><Key>k</Key><Value/></Tag></TagSet>");

    assertThat(server.signed(tagging("PUT", bucket, "key").body(eleven)))
        .isError(400, "BadRequest")
        .hasMessage("Object tags cannot be greater than 10");
    assertThat(tags(bucket, "key")).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource({
    "'', v, The TagKey you have provided is invalid",
    "a*b, v, The TagKey you have provided is invalid",
    "aws:name, v, System tags cannot be added/updated by requester",
    "name, a*b, The TagValue you have provided is invalid"
  })
  void aTagThatCannotBeIsRefused(String key, String value, String message) {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "x"));
    assertThat(server.signed(tagging("PUT", bucket, "key").body(document(key, value))))
        .isError(400, "InvalidTag")
        .hasMessage(message);
  }

  @Test
  void aKeyOfTwoTagsIsRefused() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "x"));
    assertThat(server.signed(tagging("PUT", bucket, "key").body(document("a", "1", "a", "2"))))
        .isError(400, "InvalidTag")
        .hasMessage("Cannot provide multiple Tags with the same key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<Tagging/>", "<Tagging><TagSet><Tag/></TagSet></Tagging>", "<Tag"})
  void aDocumentThatIsNoneIsMalformed(String document) {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "x"));
    assertThat(server.signed(tagging("PUT", bucket, "key").body(document)))
        .isError(400, "MalformedXML");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void tagsOfWhatIsNotThereAreNotThere(String method) {
    String bucket = server.newBucket();
    Call call = tagging(method, bucket, "missing");
    Call other = tagging(method, "no-such-bucket", "missing");
    String body = method.equals("PUT") ? document("a", "1") : "";
    assertThat(server.signed(body.isEmpty() ? call : call.body(body))).isError(404, "NoSuchKey");
    assertThat(server.signed(body.isEmpty() ? other : other.body(body)))
        .isError(404, "NoSuchBucket");
  }

  @Test
  void givingNoTagsIsNotTakingThemAway() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "x").header("x-amz-tagging", "a=1"));
    SigV4 tagger =
        server.principal("tagger", RunningServer.allow(bucket + "/*", "s3:PutObjectTagging"));
    SigV4 cleaner =
        server.principal("cleaner", RunningServer.allow(bucket + "/*", "s3:DeleteObjectTagging"));

    assertThat(server.send(cleaner.sign(tagging("PUT", bucket, "key").body(document()))))
        .isError(403, "AccessDenied");
    assertThat(server.send(tagger.sign(tagging("DELETE", bucket, "key"))))
        .isError(403, "AccessDenied");
    assertThat(tags(bucket, "key")).containsExactly("a=1");
    assertThat(server.send(tagger.sign(tagging("PUT", bucket, "key").body(document()))))
        .hasStatus(200);
    assertThat(tags(bucket, "key")).isEmpty();
    assertThat(server.send(cleaner.sign(tagging("DELETE", bucket, "key")))).hasStatus(204);
  }

  @Test
  void tagsHaveRightsOfTheirOwn() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "x").header("x-amz-tagging", "a=1"));
    SigV4 writer =
        server.principal(
            "writer", RunningServer.allow(bucket + "/*", "s3:GetObject", "s3:PutObject"));

    assertThat(server.send(writer.sign(tagging("GET", bucket, "key"))))
        .isError(403, "AccessDenied");
    assertThat(server.send(writer.sign(tagging("DELETE", bucket, "key"))))
        .isError(403, "AccessDenied");
    assertThat(server.send(writer.sign(tagging("PUT", bucket, "key").body(document("a", "2")))))
        .isError(403, "AccessDenied");
    assertThat(
            server.send(
                writer.sign(server.put(bucket, "other", "x").header("x-amz-tagging", "a=2"))))
        .isError(403, "AccessDenied");
    assertThat(
            server.send(
                writer.sign(
                    server
                        .call("PUT", "/" + bucket + "/copy")
                        .header("x-amz-copy-source", bucket + "/key"))))
        .isError(403, "AccessDenied");
    assertThat(server.send(writer.sign(server.get(bucket, "key"))))
        .hasStatus(200)
        .hasNoHeader("x-amz-tagging-count");
    assertThat(server.send(writer.sign(server.put(bucket, "other", "x")))).hasStatus(200);
    assertThat(tags(bucket, "key")).containsExactly("a=1");
  }
}
