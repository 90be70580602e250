package io.sluice.bench.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a process and its children have taken so far, as the kernel tells (proc(5)): the CPU time in
 * steps of a hundredth of a second.
 */
final class ProcessCost {
  private static final long TICK_NANOS = 10_000_000;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  private ProcessCost() {}

  static Duration cpu(ProcessHandle process) {
    return Duration.ofNanos(all(process).mapToLong(ProcessCost::ticks).sum() * TICK_NANOS);
  }

  /** The most that has been resident, in KiB. */
  static long peakKibibytes(ProcessHandle process) {
    return all(process).mapToLong(each -> status(each, "VmHWM:")).sum();
  }

  /** What is resident now, in KiB. */
  static long residentKibibytes(ProcessHandle process) {
    return all(process).mapToLong(each -> status(each, "VmRSS:")).sum();
  }

  private static Stream<ProcessHandle> all(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants());
  }

  private static long ticks(ProcessHandle process) {
    String stat = read(process, "stat");
    // a command's name stands in parentheses and may hold anything
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length <= SYSTEM_TIME
        ? 0
        : Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
  }

  private static long status(ProcessHandle process, String field) {
    return read(process, "status")
        .lines()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  /** Empty where the process has ended. */
  private static String read(ProcessHandle process, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
