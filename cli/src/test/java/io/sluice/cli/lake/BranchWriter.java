package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.lake.RestClient.Call;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Adds snapshots to a branch of its own of a table, each on condition that the branch is where it
 * left it; so one that was lost or done twice shows at once.
 */
final class BranchWriter extends CrashWriter {
  private static final long NONE = -1;

  private final String table;
  private final String branch;
  private final List<Long> snapshots = new ArrayList<>();

  BranchWriter(String table, int number, Random random) {
    super(random);
    this.table = table;
    this.branch = "branch-" + number;
  }

  private long head() {
    return snapshots.isEmpty() ? NONE : snapshots.getLast();
  }

  @Override
  Call next() {
    long id = random.nextLong() >>> 2;
    String parent = head() == NONE ? "" : "\"parent-snapshot-id\": %d,".formatted(head());
    return Call.of(
        "POST",
        "namespaces/ns/tables/" + table,
        """
        {"requirements": [
           {"type": "assert-ref-snapshot-id", "ref": "%s", "snapshot-id": %s}],
         "updates": [
           {"action": "add-snapshot", "snapshot": {"snapshot-id": %d, %s
             "timestamp-ms": %d, "manifest-list": "s3://nowhere/%d", "schema-id": 0,
             "summary": {"operation": "append"}}},
           {"action": "set-snapshot-ref", "ref-name": "%s", "type": "branch", "snapshot-id": %d}]}
        """
            .formatted(
                branch,
                head() == NONE ? "null" : Long.toString(head()),
                id,
                parent,
                System.currentTimeMillis(),
                id,
                branch,
                id));
  }

  @Override
  void done(Call call, JsonNode answer) {
    snapshots.add(answer.at("/metadata/refs/%s/snapshot-id".formatted(branch)).asLong());
  }

  @Override
  void verify(RestClient client) throws IOException {
    JsonNode metadata = client.get("namespaces/ns/tables/" + table).body().path("metadata");
    Map<Long, Long> parents = new HashMap<>();
    for (JsonNode snapshot : metadata.path("snapshots")) {
      Long before =
          parents.put(
              snapshot.path("snapshot-id").asLong(),
              snapshot.path("parent-snapshot-id").asLong(NONE));
      assertThat(before).isNull();
    }
    List<Long> found = new ArrayList<>();
    long at = metadata.at("/refs/%s/snapshot-id".formatted(branch)).asLong(NONE);
    while (at != NONE) {
      found.addFirst(at);
      at = parents.getOrDefault(at, NONE);
    }
    assertThat(found).isEqualTo(snapshots);
  }
}
