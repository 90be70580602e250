package io.sluice.bench.load;

import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What was seen of a load.
 *
 * @param requests that were answered rightly
 * @param faults that were not
 * @param firstFault the first of them
 * @param refusals that are neither: the answer was allowed, and nothing was done
 * @param elapsed from the first request to the last answer
 * @param latencyNanos of the right answers
 * @param generatorCpu what the generator itself took
 */
public record Measurement(
    long requests,
    long faults,
    Optional<String> firstFault,
    long refusals,
    Duration elapsed,
    Histogram latencyNanos,
    Duration generatorCpu) {}
