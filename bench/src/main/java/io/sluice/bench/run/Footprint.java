package io.sluice.bench.run;

/**
 * What Sluice takes besides requests.
 *
 * @param startCpuSeconds from its start to its first answer
 * @param idleConnections that were held open
 * @param idleMebibytes resident with them
 * @param idleHeapMebibytes heap in use with them
 * @param objects that it held meanwhile
 */
public record Footprint(
    double startCpuSeconds,
    int idleConnections,
    double idleMebibytes,
    double idleHeapMebibytes,
    long objects) {}
