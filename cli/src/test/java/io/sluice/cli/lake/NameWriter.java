package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.lake.RestClient.Call;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Creates tables, gives them other names, and drops them, in a namespace of its own. */
final class NameWriter extends CrashWriter {
  private static final int MOST_TABLES = 5;
  private static final String SCHEMA =
      """
      {"type": "struct", "schema-id": 0,
       "fields": [{"id": 1, "name": "id", "required": true, "type": "long"}]}""";

  private final String namespace;
  private final String base;
  private final Map<String, String> uuids = new TreeMap<>();
  private final Map<String, String> locations = new TreeMap<>();
  private final Set<String> purged = new HashSet<>();
  private final Set<String> dropped = new HashSet<>();
  private String from = "";
  private String to = "";
  private int count;

  NameWriter(int number, String base, Random random) {
    super(random);
    this.namespace = "names-" + number;
    this.base = base + "/chosen/" + namespace;
  }

  String namespace() {
    return namespace;
  }

  /** Where nothing may be any more. */
  Set<String> purged() {
    return purged;
  }

  /** Where files of tables are that nobody knows any more. */
  Set<String> dropped() {
    return dropped;
  }

  private String tables() {
    return "namespaces/" + namespace + "/tables";
  }

  @Override
  Call next() {
    if (uuids.size() < MOST_TABLES && (uuids.isEmpty() || random.nextBoolean())) {
      to = "t" + count++;
      // where a location is asked for there is no other to turn to
      String location = random.nextBoolean() ? "\"location\": \"%s/%s\",".formatted(base, to) : "";
      return Call.of(
          "POST",
          tables(),
          "{\"name\": \"%s\", %s \"schema\": %s}".formatted(to, location, SCHEMA));
    }
    List<String> names = new ArrayList<>(uuids.keySet());
    from = names.get(random.nextInt(names.size()));
    if (random.nextInt(3) == 0) {
      return Call.of(
          "DELETE", tables() + "/" + from + "?purgeRequested=" + random.nextBoolean(), "");
    }
    to = "r" + count++;
    return Call.of(
        "POST",
        "tables/rename",
        """
        {"source": {"namespace": ["%s"], "name": "%s"},
         "destination": {"namespace": ["%s"], "name": "%s"}}"""
            .formatted(namespace, from, namespace, to));
  }

  @Override
  void done(Call call, JsonNode answer) {
    if (call.path().equals(tables())) {
      uuids.put(to, answer.at("/metadata/table-uuid").asText());
      locations.put(to, answer.at("/metadata/location").asText());
    } else if (call.method().equals("DELETE")) {
      uuids.remove(from);
      String location = locations.remove(from);
      (call.path().endsWith("true") ? purged : dropped).add(location);
    } else {
      uuids.put(to, uuids.remove(from));
      locations.put(to, locations.remove(from));
    }
  }

  @Override
  void verify(RestClient client) throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (JsonNode identifier : client.get(tables()).body().path("identifiers")) {
      String name = identifier.path("name").asText();
      JsonNode metadata = client.get(tables() + "/" + name).body().path("metadata");
      found.put(name, metadata.path("table-uuid").asText());
    }
    assertThat(found).isEqualTo(uuids);
  }
}
