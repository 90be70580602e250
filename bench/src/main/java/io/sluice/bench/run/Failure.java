package io.sluice.bench.run;

/** A product that could not do something. */
public record Failure(String product, String scenario, int connections, String what) {}
