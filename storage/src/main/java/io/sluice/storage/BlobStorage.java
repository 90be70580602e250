package io.sluice.storage;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds blobs: each written once, durable before anything refers to it, and never changed.
 *
 * <p>Any number of threads may call at once. What cannot be done throws {@link StorageException}.
 */
public interface BlobStorage extends AutoCloseable {
  /**
   * Starts a blob. It is not there for anybody else before {@link BlobWriter#finish}; what a killed
   * process leaves of it is listed by {@link #blobs} and can be deleted.
   */
  BlobWriter create(BlobId id) throws IOException;

  /** Opens a finished blob; it can be read to its end even if it is deleted meanwhile. */
  BlobReader open(BlobId id) throws IOException;

  /** Removes a blob, finished or not; without effect where there is none. */
  void delete(BlobId id) throws IOException;

  /** The epochs that something has been staged under and that have not been removed. */
  List<Long> epochs() throws IOException;

  /** The blobs of an epoch, finished or not, in no order; the stream must be closed. */
  Stream<BlobId> blobs(long epoch) throws IOException;

  /** Forgets an epoch under which no blob is left; without effect where one is. */
  void removeEpoch(long epoch) throws IOException;

  @Override
  void close();
}
