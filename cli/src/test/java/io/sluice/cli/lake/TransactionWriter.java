package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.lake.RestClient.Answer;
import io.sluice.cli.lake.RestClient.Call;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

/** Sets a property of several tables to the same, all or nothing. */
final class TransactionWriter extends CrashWriter {
  private final List<String> tables;
  private final String property;
  private String value = "";

  TransactionWriter(List<String> tables, int number, Random random) {
    super(random);
    this.tables = tables;
    this.property = "transaction-" + number;
  }

  static String change(String table, String requirement, String property, String value) {
    return """
        {"identifier": {"namespace": ["ns"], "name": "%s"}, "requirements": [%s],
         "updates": [{"action": "set-properties", "updates": {"%s": "%s"}}]}"""
        .formatted(table, requirement, property, value);
  }

  private static Call transaction(String changes) {
    return Call.of("POST", "transactions/commit", "{\"table-changes\": [%s]}".formatted(changes));
  }

  @Override
  Call next() {
    value = Long.toHexString(random.nextLong());
    return transaction(
        tables.stream()
            .map(table -> change(table, "", property, value))
            .collect(Collectors.joining(",")));
  }

  @Override
  void done(Call call, JsonNode answer) {
    assertThat(call.body()).contains(value);
  }

  @Override
  void verify(RestClient client) throws IOException {
    String otherTable =
        "{\"type\": \"assert-table-uuid\", \"uuid\": \"%s\"}".formatted(UUID.randomUUID());
    Answer refused =
        client.send(
            transaction(
                change(tables.getFirst(), "", property, "never")
                    + ","
                    + change(tables.getLast(), otherTable, property, "never")));
    assertThat(refused.status()).isEqualTo(409);
    for (String table : tables) {
      assertThat(
              client
                  .get("namespaces/ns/tables/" + table)
                  .body()
                  .at("/metadata/properties/" + property)
                  .asText())
          .isEqualTo(value);
    }
  }
}
