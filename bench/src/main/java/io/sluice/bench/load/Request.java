package io.sluice.bench.load;

import java.nio.ByteBuffer;

/**
 * A request as it goes over the wire, and what its answer must be.
 *
 * @param head request line, headers and the empty line
 * @param body what follows; positions and limits of both are never changed
 */
public record Request(ByteBuffer head, ByteBuffer body, Expected expected) {}
