package io.sluice.manager.request;

/** A record and the revision of the entry that it was read from. */
public record Versioned<T>(T record, long revision) {}
