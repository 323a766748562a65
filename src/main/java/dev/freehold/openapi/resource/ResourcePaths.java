package dev.freehold.openapi.resource;

import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.plan.Relation;
import dev.freehold.plan.ResourcePlan;
import java.io.IOException;

/// The paths of one resource, and its schemas.
public final class ResourcePaths {
  private final Shared shared;
  private final ResourcePlan resource;

  public ResourcePaths(Shared shared, ResourcePlan resource) {
    this.shared = shared;
    this.resource = resource;
  }

  public void write(JsonObject paths) throws IOException {
    String all = shared.plan().base() + "/" + resource.name();
    String one = all + "/{id}";
    paths.object(all, p -> new CollectionPath(shared, resource).write(p));
    paths.object(one, p -> new RowPath(shared, resource).write(p));
    for (Relation relation : resource.relations()) {
      if (relation.many()) {
        ResourcePlan target = shared.plan().resource(relation.target());
        paths.object(
            one + "/" + relation.name(),
            p -> new ListOperation(shared, target).of(resource, relation).write(p, "get"));
      }
    }
  }

  /// What they show and read.
  public void schemas(JsonObject schemas) throws IOException {
    new AnswerSchemas(shared, resource).write(schemas);
    new BodySchemas(shared, resource).write(schemas);
  }
}
