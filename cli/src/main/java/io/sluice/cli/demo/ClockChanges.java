package io.sluice.cli.demo;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Types;

/**
 * When clocks were set forward or back anywhere: the time zone database of IANA, which every Java
 * ships. It is in the public domain.
 */
final class ClockChanges {
  static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "region", Types.StringType.get()),
          Types.NestedField.required(2, "zone", Types.StringType.get()),
          Types.NestedField.required(3, "changed_at", Types.TimestampType.withZone()),
          Types.NestedField.required(4, "offset_before_seconds", Types.IntegerType.get()),
          Types.NestedField.required(5, "offset_after_seconds", Types.IntegerType.get()),
          Types.NestedField.required(6, "shift_seconds", Types.IntegerType.get()));

  static final PartitionSpec BY_REGION =
      PartitionSpec.builderFor(SCHEMA).identity("region").build();

  /** The areas of the database itself; the other names are aliases of these. */
  private static final Set<String> REGIONS =
      Set.of(
          "Africa",
          "America",
          "Antarctica",
          "Arctic",
          "Asia",
          "Atlantic",
          "Australia",
          "Europe",
          "Indian",
          "Pacific");

  private ClockChanges() {}

  /** What it is, where it is from, and what one may do with it. */
  static String source() {
    return "IANA Time Zone Database %s, as shipped with Java; public domain"
        .formatted(ZoneRulesProvider.getVersions("UTC").lastKey());
  }

  /** All rows, by their region. */
  static Map<String, List<GenericRecord>> byRegion() {
    return new TreeSet<>(ZoneId.getAvailableZoneIds())
        .stream()
            .filter(zone -> REGIONS.contains(region(zone)))
            .flatMap(
                zone ->
                    ZoneId.of(zone).getRules().getTransitions().stream()
                        .map(change -> row(zone, change)))
            .collect(Collectors.groupingBy(row -> (String) row.getField("region")));
  }

  private static String region(String zone) {
    return zone.substring(0, Math.max(zone.indexOf('/'), 0));
  }

  private static GenericRecord row(String zone, ZoneOffsetTransition change) {
    GenericRecord row = GenericRecord.create(SCHEMA);
    row.setField("region", region(zone));
    row.setField("zone", zone);
    row.setField("changed_at", OffsetDateTime.ofInstant(change.getInstant(), ZoneOffset.UTC));
    row.setField("offset_before_seconds", change.getOffsetBefore().getTotalSeconds());
    row.setField("offset_after_seconds", change.getOffsetAfter().getTotalSeconds());
    row.setField("shift_seconds", (int) change.getDuration().toSeconds());
    return row;
  }
}
