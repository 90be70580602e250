package io.sluice.credentials.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a server does with a request. */
public sealed interface TestingAnswer {
  /** A proper response. */
  record Response(int status, Map<String, String> headers, String body) implements TestingAnswer {
    public Response with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(header, value);
      return new Response(status, more, body);
    }
  }

  /** These bytes, be they HTTP or not, and then the connection is closed. */
  record Raw(String bytes) implements TestingAnswer {}

  /** Nothing at all, for as long as the client stays. */
  record Hang() implements TestingAnswer {}

  /** A head that promises a body, and then nothing, for as long as the client stays. */
  record HangInBody() implements TestingAnswer {}

  /** The connection is closed without a word. */
  record Drop() implements TestingAnswer {}

  static Response response(int status, String body) {
    return new Response(status, Map.of(), body);
  }
}
