package io.sluice.catalog.entity;

import io.sluice.store.Bytes;
import org.apache.iceberg.rest.requests.UpdateTableRequest;

/**
 * A request as it has to be to come after what others have done meanwhile.
 *
 * @param file where a file is in the folder of the metadata, that has to be written before this is
 *     committed
 * @param content what is in it
 */
public record Rebased(UpdateTableRequest request, String file, Bytes content) {}
