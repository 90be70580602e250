package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Encoding;
import io.sluice.gateway.client.Xml;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be a key, and that no key is taken for another. */
class ObjectKeysIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  /** Each is another object. */
  private static final List<String> ODD =
      List.of(
          "a",
          "a/b",
          "a//b",
          "a///b",
          "/a",
          "//a",
          "/",
          "//",
          "a/",
          "a//",
          ".",
          "..",
          "./a",
          "../a",
          "a/.",
          "a/..",
          "a/./b",
          "a/../b",
          " ",
          " a",
          "a ",
          "a b",
          "a  b",
          "a+b",
          "a%2Fb",
          "a%20b",
          "%",
          "%%",
          "%2e",
          "~",
          "\\",
          "a\\b",
          "a?b",
          "a#b",
          "a&b=c",
          "a;b",
          "a:b",
          "a@b",
          "a,b",
          "a\"b",
          "a'b",
          "a<b>c",
          "a|b",
          "a*b",
          "a{b}",
          "a[b]",
          "a^b",
          "a`b",
          "\u0001",
          "a\tb",
          "a\nb",
          "a\rb",
          "a\r\nb",
          "\u007f",
          "\u0080",
          "\u00e9",
          "e\u0301",
          "\u20ac",
          "\uffff",
          "\ufffe",
          "\ufffd",
          "\ue000",
          "\ud83d\ude00",
          "\ud83d\ude00/\ud83d\ude01",
          "\u202e",
          "A");

  // 44
  @Test
  void oddKeysAreAllDistinctStoredAndListed() {
    String bucket = server.newBucket();
    for (String key : ODD) {
      server.ok(server.put(bucket, key, "content of " + key));
    }
    for (String key : ODD) {
      assertThat(server.signed(server.get(bucket, key)))
          .hasStatus(200)
          .hasBody("content of " + key);
    }
    Xml list = server.ok(server.call("GET", "/" + bucket + "?encoding-type=url")).xml();
    assertThat(list.texts("Contents", "Key").stream().map(k -> URLDecoder.decode(k, UTF_8)))
        .containsExactlyElementsOf(inByteOrder(ODD.stream()));
    for (String key : ODD) {
      server.ok(server.delete(bucket, key));
      assertThat(server.signed(server.head(bucket, key))).hasStatus(404);
    }
    assertThat(server.ok(server.call("GET", "/" + bucket)).xml().all("Contents")).isEmpty();
  }

  // 74
  private static List<String> inByteOrder(Stream<String> keys) {
    return keys.sorted((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)))
        .toList();
  }

  // 85
  @Test
  void aListIsWellFormedWhateverTheKeys() {
    String bucket = server.newBucket();
    for (String key : ODD) {
      server.ok(server.put(bucket, key, ""));
    }
    Xml list = server.ok(server.call("GET", "/" + bucket)).xml();
    List<String> keys = list.texts("Contents", "Key");
    assertThat(keys)
        .containsExactlyElementsOf(
            inByteOrder(ODD.stream()).stream().map(ObjectKeysIT::asXmlCarriesIt).toList());
  }

  /** XML 1.0 has no characters for these, not even by reference. */
  private static String asXmlCarriesIt(String key) {
    return key.replaceAll("[\u0001\ufffe\uffff]", "\ufffd");
  }

  // 42
  @Test
  void aKeyHas1024BytesAtMost() {
    String bucket = server.newBucket();
    String longest = "k".repeat(1024);
    assertThat(server.signed(server.put(bucket, longest, "x"))).hasStatus(200);
    assertThat(server.signed(server.get(bucket, longest))).hasStatus(200);
    for (String key : List.of("k".repeat(1025), "\u20ac".repeat(342))) {
      int size = key.getBytes(UTF_8).length;
      for (Call call : List.of(server.put(bucket, key, "x"), server.get(bucket, key))) {
        assertThat(server.signed(call))
            .isError(400, "KeyTooLongError")
            .hasMessage("Your key is too long")
            .hasFields("Size", Integer.toString(size), "MaxSizeAllowed", "1024");
      }
    }
    assertThat(server.signed(server.put(bucket, "\u20ac".repeat(341), "x"))).hasStatus(200);
  }

  // 43
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%4",
        "%zz",
        "a%2",
        "%FF",
        "%C3",
        "%C3%28",
        "%ED%A0%80",
        "%F4%90%80%80",
        "%C0%AF",
        "%E2%82",
        "%00",
        "a%00b",
        "\u00e9"
      })
  void aPathThatIsNotUtf8IsAnInvalidUri(String path) {
    String bucket = server.newBucket();
    for (String method : List.of("GET", "PUT", "DELETE")) {
      Call call = server.call(method, "/" + bucket + "/" + path);
      assertThat(server.send(call.header("Authorization", "x")))
          .isError(400, "InvalidURI")
          .hasMessage("Couldn't parse the specified URI.")
          .hasFields();
    }
  }

  // 43
  @ParameterizedTest
  @ValueSource(strings = {"?prefix=%", "?prefix=%FF", "?%zz=1", "?prefix=%C3%28"})
  void aQueryThatIsNotUtf8IsAnInvalidUri(String query) {
    assertThat(server.send(server.call("GET", "/" + server.newBucket() + query)))
        .isError(400, "InvalidURI")
        .hasFields();
  }

  // 19, 106
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a | %2Fa",
        "a/b | a%2Fb",
        "a b | a%20b",
        "a+b | a+b",
        "a~b | a%7Eb",
        "é | %c3%a9",
        "a*b | a*b",
        "a | %61"
      })
  void aKeyIsWhatItsPathDecodesTo(String key, String path) {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, key, "x"));
    assertThat(server.signed(server.call("GET", "/" + bucket + "/" + path))).hasStatus(200);
  }

  // 44
  @Test
  void rawBytesInAPathAreUtf8Too() {
    String bucket = server.newBucket();
    String raw = Encoding.header("grün-\u20ac");
    server.ok(server.call("PUT", "/" + bucket + "/" + raw).body("x"));
    assertThat(server.signed(server.get(bucket, "grün-\u20ac"))).hasStatus(200);
  }
}
