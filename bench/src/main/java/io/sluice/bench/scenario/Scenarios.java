package io.sluice.bench.scenario;

import java.util.List;

/** All there are, in the order in which they are run and shown. */
public final class Scenarios {
  private static final int KIBIBYTE = 1 << 10;
  private static final int MEBIBYTE = 1 << 20;
  private static final int SMALL_OBJECTS = 1000;
  private static final int LARGE_OBJECTS = 4;

  /** Such that the slowest peer holds them. */
  private static final int GETS_PER_SECOND = 100;

  private static final int PUTS_PER_SECOND = 40;

  private static final Reads GET = new Reads("get-1k", "GET 1 KiB", "GET", KIBIBYTE, SMALL_OBJECTS);
  private static final Writes PUT = new Writes("put-4k", "PUT 4 KiB", 4 * KIBIBYTE);

  public static final List<Scenario> ALL =
      List.of(
          GET,
          new Reads("head-1k", "HEAD 1 KiB", "HEAD", KIBIBYTE, SMALL_OBJECTS),
          new Writes("put-1k", "PUT 1 KiB", KIBIBYTE),
          PUT,
          new Writes("put-64k", "PUT 64 KiB", 64 * KIBIBYTE),
          new Reads("get-16m", "GET 16 MiB", "GET", 16 * MEBIBYTE, LARGE_OBJECTS),
          new Writes("put-16m", "PUT 16 MiB", 16 * MEBIBYTE),
          new RangedReads(),
          new Multipart(),
          new Deletes(Deletes.Form.SINGLE),
          new Deletes(Deletes.Form.TOGETHER),
          new Mixed(GET),
          new AtSetRate(GET, GETS_PER_SECOND),
          new AtSetRate(PUT, PUTS_PER_SECOND),
          new Lists(Lists.Page.ANYWHERE),
          new Lists(Lists.Page.FOLDED),
          new Lists(Lists.Page.FIRST),
          new Lists(Lists.Page.LAST),
          new Lists(Lists.Page.FOLDED_FEW));

  private Scenarios() {}
}
