package io.sluice.http;

import java.time.InstantSource;

/** What the connections of one event loop share, and nobody else touches. */
final class Loop {
  private final HeadParser parser;
  private final ResponseEncoder encoder;
  private final IdleSweep sweep = new IdleSweep();

  Loop(HttpOptions options, InstantSource clock) {
    this.parser = new HeadParser(options.maxRequestLineBytes(), options.maxHeaderBytes());
    this.encoder = new ResponseEncoder(clock);
  }

  HeadParser parser() {
    return parser;
  }

  ResponseEncoder encoder() {
    return encoder;
  }

  IdleSweep sweep() {
    return sweep;
  }
}
