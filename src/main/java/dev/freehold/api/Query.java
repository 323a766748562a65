package dev.freehold.api;

import dev.freehold.http.Parameter;
import dev.freehold.http.Request;
import dev.freehold.input.ListQuery;
import dev.freehold.input.ListQueryReader;

/// Hands a request's query to its reader.
final class Query {
  private Query() {}

  /// @throws dev.freehold.problem.ProblemException where there are faults
  static ListQuery list(Request request, ListQueryReader reader) {
    ListQueryReader.Reading reading = reader.begin();
    for (Parameter parameter : request.parameters()) {
      reading.take(parameter.name(), parameter.value());
    }
    return reading.end();
  }
}
