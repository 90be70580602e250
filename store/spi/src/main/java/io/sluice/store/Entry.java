package io.sluice.store;

/**
 * What is stored under a key.
 *
 * @param value 0 to {@link Limits#valueBytes()} bytes
 * @param revision what the commit that wrote this entry returned; see {@link MetadataStore#commit}
 */
public record Entry(Bytes value, long revision) {}
