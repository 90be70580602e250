package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/** Answers with a function, and rejections with a text that names them. */
record TestingHandler(Function function) implements Handler {
  /** What a test lets a handler do. */
  @FunctionalInterface
  interface Function {
    Response handle(Exchange exchange) throws IOException;
  }

  /** Answers with what the request was, so that a client can see whether it arrived untouched. */
  static TestingHandler describing() {
    return new TestingHandler(
        exchange ->
            text(
                String.join(
                    "\n",
                    "method " + exchange.method(),
                    "path " + exchange.path(),
                    "query " + exchange.query(),
                    "authority " + exchange.authority(),
                    "body " + new String(exchange.body().readAllBytes(), ISO_8859_1))));
  }

  static TestingHandler answering(String text) {
    return new TestingHandler(_ -> text(text));
  }

  static Response text(String text) {
    return Response.of(200, Headers.of("Content-Type", "text/plain"), text.getBytes(ISO_8859_1));
  }

  @Override
  public Response handle(Exchange exchange) throws IOException {
    return function.handle(exchange);
  }

  @Override
  public Response reject(Rejection rejection) {
    return Response.of(
        rejection == Rejection.OVERLOADED ? 503 : 400,
        Headers.NONE,
        rejection.name().getBytes(ISO_8859_1));
  }
}
