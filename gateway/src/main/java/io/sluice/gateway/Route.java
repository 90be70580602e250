package io.sluice.gateway;

import io.sluice.gateway.op.S3Operation;
import io.sluice.gateway.request.Target.Level;
import java.util.List;

/**
 * Which requests an operation is for.
 *
 * @param name of the operation, as in the documentation of S3
 * @param parameters of the query that there must be
 * @param header that there must be; empty for none
 */
record Route(
    String name,
    String method,
    Level level,
    List<String> parameters,
    String header,
    S3Operation operation) {
  Route {
    parameters = List.copyOf(parameters);
  }

  /** Whether a parameter that asks for something is one that this is for. */
  boolean takes(String parameter) {
    return parameters.contains(parameter)
        || method.equals("OPTIONS")
        || (parameter.equals("partNumber") && readsObject());
  }

  /** Whether a part of an object can be asked for by its number. */
  private boolean readsObject() {
    return level == Level.OBJECT
        && parameters.isEmpty()
        && (method.equals("GET") || method.equals("HEAD"));
  }
}
