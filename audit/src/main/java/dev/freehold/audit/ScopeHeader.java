package dev.freehold.audit;

import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import java.util.Optional;

/// The header of an operation that names the row in which the request acts, such as the team: a
/// required header parameter whose schema has `x-ref`. Only members of the team reach its rows.
///
/// @param name such as `Team-Id`
/// @param collection the name of the collection that the header's value refers to, such as `teams`
public record ScopeHeader(String name, String collection) {

  public static Optional<ScopeHeader> of(DescribedOperation operation) {
    return operation.parameters(Parameter.Location.HEADER).stream()
        .filter(Parameter::required)
        .flatMap(
            parameter ->
                parameter.schema().text("x-ref").stream()
                    .map(collection -> new ScopeHeader(parameter.name(), collection)))
        .findFirst();
  }
}
