package io.sluice.protocol.client;

import com.google.protobuf.ByteString;
import io.sluice.protocol.Request;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** Gives requests that change something the ids by which a manager does each of them once. */
final class OperationIds {
  private static final int TIME_SHIFT = 16;

  private final Clock clock;
  private final RandomGenerator random;

  OperationIds(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** What may become of a request when it is sent again. */
  enum Repetition {
    /** It changes nothing. */
    HARMLESS,
    /** With an id it is done once. */
    BY_ID,
    /** It would be done again, or its answer is a secret that nobody keeps. */
    NEVER
  }

  static Repetition repetition(Request request) {
    return switch (request.getOperationCase()) {
      case VERIFY,
          GET_BUCKET,
          LIST_BUCKETS,
          GET_BUCKET_POLICY,
          ADMIT,
          GET_OBJECT,
          LIST_OBJECTS,
          LIST_PARTS,
          LIST_UPLOADS,
          // an epoch that nobody heard of runs out
          LEASE_EPOCH,
          RENEW_EPOCH,
          LIST_PRINCIPALS,
          SHOW_PRINCIPAL,
          // nothing is written, so a session that nobody heard of is none
          ASSUME_ROLE,
          GET_CALLER_IDENTITY ->
          Repetition.HARMLESS;
      case CREATE_BUCKET,
          DELETE_BUCKET,
          PUT_BUCKET_POLICY,
          DELETE_BUCKET_POLICY,
          PUT_OBJECT,
          DELETE_OBJECT,
          DELETE_OBJECTS,
          COPY_OBJECT,
          SET_OBJECT_TAGS,
          CREATE_UPLOAD,
          PUT_PART,
          COMPLETE_UPLOAD,
          ABORT_UPLOAD ->
          Repetition.BY_ID;
      case SCRUB,
          CREATE_PRINCIPAL,
          ROTATE_PRINCIPAL,
          ENABLE_PRINCIPAL,
          DELETE_PRINCIPAL,
          SET_PRINCIPAL_POLICY,
          OPERATION_NOT_SET ->
          Repetition.NEVER;
    };
  }

  /** The request with an id of its own. */
  Request withId(Request request) {
    ByteBuffer id = ByteBuffer.allocate(2 * Long.BYTES);
    id.putLong((clock.millis() << TIME_SHIFT) | random.nextInt(1 << TIME_SHIFT));
    id.putLong(random.nextLong());
    return request.toBuilder().setOperationId(ByteString.copyFrom(id.array())).build();
  }
}
