package dev.freehold.spec;

import dev.freehold.type.FieldType;
import dev.freehold.type.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A checked spec: every name resolves, every default and bound is a value of its type.
///
/// @param description null where the spec has none
public record Spec(
    String name,
    String version,
    @Nullable String description,
    Auth auth,
    List<Resource> resources) {

  public Spec {
    resources = List.copyOf(resources);
  }

  /// The `auth` block.
  ///
  /// @param signup whether anybody may make an account
  /// @param passwordMinLength characters, 8 to 64
  public record Auth(boolean signup, int passwordMinLength) {
    public static final Auth DEFAULT = new Auth(true, 8);
  }

  /// One resource. Rows belong to the person who creates them.
  ///
  /// @param name plural, snake_case: path segment, table and JSON key of a list
  /// @param sort at least one key; without the final tie-break
  /// @param unique field names of each set that must be unique within an owner; without the owner itself
  /// @param indexes keys of each further index within an owner; without the owner itself
  public record Resource(
      String name,
      @Nullable String description,
      IdType id,
      List<Field> fields,
      List<Filter> filters,
      List<SortKey> sort,
      Limit limit,
      List<List<String>> unique,
      List<List<SortKey>> indexes) {

    public Resource {
      fields = List.copyOf(fields);
      filters = List.copyOf(filters);
      sort = List.copyOf(sort);
      unique = List.copyOf(unique);
      indexes = List.copyOf(indexes);
    }
  }

  /// How rows of a resource are named.
  public enum IdType {
    /// Counted by the database, from 1.
    INTEGER,
    /// UUIDv7 (RFC 9562), made by the server.
    UUID
  }

  /// One field.
  ///
  /// @param required present on create and never null
  /// @param unique within an owner
  /// @param readonly set by the server only
  /// @param writeOnce set on create only
  /// @param hidden written but never read, sorted or filtered by
  /// @param defaultValue of the Java class of `type` (see [dev.freehold.type.Scalar]), normalized; null for none
  public record Field(
      String name,
      @Nullable String description,
      FieldType type,
      Rules rules,
      boolean required,
      boolean unique,
      boolean readonly,
      boolean writeOnce,
      boolean hidden,
      @Nullable Object defaultValue) {}

  /// A named filter: a query parameter with a fixed choice of options.
  ///
  /// @param defaultOption the name of one of `options`
  public record Filter(String name, String defaultOption, List<Option> options) {
    public Filter {
      options = List.copyOf(options);
    }
  }

  /// @param conditions all must hold; none for an option that lets every row through
  public record Option(String name, List<Condition> conditions) {
    public Option {
      conditions = List.copyOf(conditions);
    }
  }

  /// What an option of a filter asks of one field. Values are of the Java class of the field's type, which is a scalar.
  public sealed interface Condition {
    String field();

    record Equal(String field, Object value) implements Condition {}

    record OneOf(String field, List<Object> values) implements Condition {
      public OneOf {
        values = List.copyOf(values);
      }
    }

    record Null(String field) implements Condition {}
  }

  /// @param field a field, `id`, `created_at` or `updated_at`
  public record SortKey(String field, boolean descending) {}

  /// Rows on a page: without a `limit` parameter, and at most.
  public record Limit(int standard, int max) {
    public static final Limit DEFAULT = new Limit(20, 100);
  }
}
