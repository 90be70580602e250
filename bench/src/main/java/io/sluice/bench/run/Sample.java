package io.sluice.bench.run;

/**
 * One measured interval.
 *
 * @param scenario its id
 * @param product its id
 * @param refusals for each unit: answers that are allowed and say that nothing was done
 * @param unitsPerSecond requests, or whatever the scenario counts
 * @param p50Micros latency of requests that were answered rightly
 * @param cpuMicros of the server, for each unit
 * @param syncs for each unit; NaN where the server does not tell
 * @param peakMebibytes the most that has been resident since the server started
 * @param generatorCpuShare of one core
 */
public record Sample(
    String scenario,
    int connections,
    String product,
    int round,
    long requests,
    long faults,
    double refusals,
    double seconds,
    double unitsPerSecond,
    double p50Micros,
    double p99Micros,
    double p999Micros,
    double cpuMicros,
    double syncs,
    double peakMebibytes,
    double generatorCpuShare) {}
