package dev.freehold.openapi.resource;

import dev.freehold.openapi.operation.ComponentNames.Kind;
import dev.freehold.openapi.operation.Content;
import dev.freehold.openapi.operation.Failure;
import dev.freehold.openapi.operation.Header;
import dev.freehold.openapi.operation.Operation;
import dev.freehold.openapi.operation.Security;
import dev.freehold.openapi.operation.Success;
import dev.freehold.openapi.parameter.ListParameters;
import dev.freehold.openapi.parameter.QueryExamples;
import dev.freehold.plan.Relation;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lists of one resource: of all of its rows, and of those that belong to a row of another.
final class ListOperation {
  private final Shared shared;
  private final ResourcePlan resource;
  private final Who who;

  ListOperation(Shared shared, ResourcePlan resource) {
    this.shared = shared;
    this.resource = resource;
    this.who = Who.of(resource, Access.Operation.READ);
  }

  Operation ofAll() {
    return operation(
        shared.names().list(resource),
        "List",
        "A page of the rows that you can read. " + who.sentence() + examples(),
        who.security(),
        new ListParameters(resource, shared.parameters()).ofList(),
        Stream.concat(Stream.of(Failure.BAD_REQUEST), who.failures()).toList());
  }

  /// @param relation from `parent` to many of this resource
  Operation of(ResourcePlan parent, Relation relation) {
    Who parents = Who.of(parent, Access.Operation.READ);
    List<String> parameters = new ArrayList<>();
    parameters.add(new ListParameters(parent, shared.parameters()).id());
    parameters.addAll(new ListParameters(resource, shared.parameters()).ofList());
    boolean open = who.isPublic() && parents.isPublic();
    return operation(
        shared.names().list(parent, relation),
        "List of one of " + parent.name(),
        "A page of those `"
            + resource.name()
            + "` whose `"
            + relation.column()
            + "` is this row; 404 where you cannot read it. With all that a list of `"
            + resource.name()
            + "` takes. "
            + who.sentence(),
        open ? Security.OPTIONAL : Security.REQUIRED,
        parameters,
        Stream.concat(
                Stream.of(Failure.BAD_REQUEST, Failure.NOT_FOUND),
                Stream.concat(who.failures(), parents.failures()).distinct())
            .toList());
  }

  private String examples() {
    return " For example: "
        + QueryExamples.of(shared.plan(), resource).stream()
            .map(q -> "`?" + q + "`")
            .collect(Collectors.joining(", "))
        + ".";
  }

  private Operation operation(
      String id,
      String summary,
      String description,
      Security security,
      List<String> parameters,
      List<Failure> failures) {
    Content page =
        new Content(
            List.of(shared.names().of(resource, Kind.LIST_RESPONSE)),
            new RowExamples(resource).page());
    return new Operation(
        id,
        shared.names().tag(resource),
        summary,
        description,
        security,
        parameters,
        null,
        List.of(new Success(200, "A page of rows.", List.of(Header.LINK), page)),
        failures);
  }
}
