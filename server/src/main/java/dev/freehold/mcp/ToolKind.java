package dev.freehold.mcp;

import dev.freehold.http.RequestMethod;
import dev.freehold.query.ResourceView;
import dev.freehold.spec.Access.CrudOperation;
import java.util.Locale;

/// The tools of a resource, each one operation of the API.
enum ToolKind {
  LIST(RequestMethod.GET, "", CrudOperation.READ),
  SUMMARY(RequestMethod.GET, "/summary", CrudOperation.READ),
  GET(RequestMethod.GET, "/{id}", CrudOperation.READ),
  CREATE(RequestMethod.POST, "", CrudOperation.CREATE),
  UPDATE(RequestMethod.PATCH, "/{id}", CrudOperation.UPDATE),
  DELETE(RequestMethod.DELETE, "/{id}", CrudOperation.DELETE);

  private final RequestMethod method;
  private final String path;
  private final CrudOperation operation;

  ToolKind(RequestMethod method, String path, CrudOperation operation) {
    this.method = method;
    this.path = path;
    this.operation = operation;
  }

  RequestMethod method() {
    return method;
  }

  /// The path below that of the resource.
  String path() {
    return path;
  }

  CrudOperation operation() {
    return operation;
  }

  /// The last part of the name of a tool.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether the tool names its row by an argument.
  boolean takesId() {
    return path.contains("{id}");
  }

  boolean writes() {
    return operation != CrudOperation.READ;
  }

  /// Whether a kind of caller may use the tool on some row.
  boolean isOffered(ResourceView view) {
    return view.rowExtent(operation).isPresent()
        && (this != UPDATE || !view.updateFields().isEmpty());
  }
}
