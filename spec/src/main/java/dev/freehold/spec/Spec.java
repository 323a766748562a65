package dev.freehold.spec;

import dev.freehold.rule.Rule;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
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
  /// @param roles that an operator may give to a person, at most 20; in the spec's order
  public record Auth(boolean signup, int passwordMinLength, List<String> roles) {
    public static final Auth DEFAULT = new Auth(true, 8, List.of());

    public Auth {
      roles = List.copyOf(roles);
    }
  }

  /// One resource. Rows belong to the person who creates them.
  ///
  /// @param search null where lists take no `q`
  ///
  /// @param name plural, snake_case: path segment, table and JSON key of a list
  /// @param sort at least one key; without the final tie-break
  /// @param unique field names of each set that must be unique within an owner; without the owner itself
  /// @param indexes keys of each further index within an owner; without the owner itself
  /// @param renamedFrom what it was called before; null where it was not
  public record Resource(
      String name,
      @Nullable String description,
      IdType id,
      List<Field> fields,
      List<Filter> filters,
      List<SortKey> sort,
      Limit limit,
      List<List<String>> unique,
      List<List<SortKey>> indexes,
      Access access,
      @Nullable Search search,
      List<Check> checks,
      @Nullable String renamedFrom) {

    /// One that was always called so.
    public Resource(
        String name,
        @Nullable String description,
        IdType id,
        List<Field> fields,
        List<Filter> filters,
        List<SortKey> sort,
        Limit limit,
        List<List<String>> unique,
        List<List<SortKey>> indexes,
        Access access,
        @Nullable Search search,
        List<Check> checks) {
      this(
          name,
          description,
          id,
          fields,
          filters,
          sort,
          limit,
          unique,
          indexes,
          access,
          search,
          checks,
          null);
    }

    /// One that only its owners see, without a search or checks.
    public Resource(
        String name,
        @Nullable String description,
        IdType id,
        List<Field> fields,
        List<Filter> filters,
        List<SortKey> sort,
        Limit limit,
        List<List<String>> unique,
        List<List<SortKey>> indexes) {
      this(
          name,
          description,
          id,
          fields,
          filters,
          sort,
          limit,
          unique,
          indexes,
          Access.OWNER_ONLY,
          null,
          List.of());
    }

    public Resource {
      fields = List.copyOf(fields);
      filters = List.copyOf(filters);
      sort = List.copyOf(sort);
      unique = List.copyOf(unique);
      indexes = List.copyOf(indexes);
      checks = List.copyOf(checks);
    }
  }

  /// What every row keeps to across its fields, each of which whoever may read the row may read.
  ///
  /// @param name snake_case, of one check of the resource
  /// @param message what a client is told of a row that does not, on one line
  public record Check(String name, Rule rule, String message) {}

  /// How rows of a resource are named.
  public enum IdType {
    /// Counted by the database, from 1.
    INTEGER,
    /// UUIDv7 (RFC 9562), made by the server.
    UUID
  }

  /// One field.
  ///
  /// @param name of the column and of the key in JSON: of a reference, `project_id`
  /// @param required present on create and never null
  /// @param unique within an owner
  /// @param readonly set by the server only
  /// @param writeOnce set on create only
  /// @param hidden written but never read, sorted or filtered by
  /// @param defaultValue of the Java class of `type` (see [dev.freehold.type.FieldType.ScalarType]), normalized; null for none
  /// @param ref what it points at; null for a field that holds a value of its own
  /// @param readers roles that may read it; none: whoever may read the row
  /// @param writers roles that may write it; none: whoever may write the row
  /// @param renamedFrom what its column was called before; null where it was not renamed
  public record Field(
      String name,
      @Nullable String description,
      FieldType type,
      FieldConstraints constraints,
      boolean required,
      boolean unique,
      boolean readonly,
      boolean writeOnce,
      boolean hidden,
      @Nullable Object defaultValue,
      @Nullable Ref ref,
      List<String> readers,
      List<String> writers,
      @Nullable String renamedFrom) {

    public Field {
      readers = List.copyOf(readers);
      writers = List.copyOf(writers);
    }

    /// One that was always called so.
    public Field(
        String name,
        @Nullable String description,
        FieldType type,
        FieldConstraints rules,
        boolean required,
        boolean unique,
        boolean readonly,
        boolean writeOnce,
        boolean hidden,
        @Nullable Object defaultValue,
        @Nullable Ref ref,
        List<String> readers,
        List<String> writers) {
      this(
          name,
          description,
          type,
          rules,
          required,
          unique,
          readonly,
          writeOnce,
          hidden,
          defaultValue,
          ref,
          readers,
          writers,
          null);
    }

    /// One that holds a value of its own, for whoever may read and write the row.
    public Field(
        String name,
        @Nullable String description,
        FieldType type,
        FieldConstraints rules,
        boolean required,
        boolean unique,
        boolean readonly,
        boolean writeOnce,
        boolean hidden,
        @Nullable Object defaultValue) {
      this(
          name,
          description,
          type,
          rules,
          required,
          unique,
          readonly,
          writeOnce,
          hidden,
          defaultValue,
          null,
          List.of(),
          List.of());
    }
  }

  /// That a field is the id of a row of another resource, or of its own.
  ///
  /// @param relation the field's name in the spec, `project`; its column is `project_id`
  /// @param target the resource it points at
  public record Ref(String relation, String target, OnDelete onDelete) {}

  /// What becomes of a row when the row that it points at is deleted.
  public enum OnDelete {
    /// It is in the way: nothing is deleted.
    RESTRICT,
    /// It is deleted too.
    CASCADE,
    /// It stays and points nowhere.
    SET_NULL
  }

  /// What `q` searches.
  ///
  /// @param fields of text, in the spec's order; whoever may read the row may read them
  /// @param language a text search configuration of PostgreSQL (manual, 12.6); null for a plain match without case
  public record Search(List<String> fields, @Nullable String language) {
    public Search {
      fields = List.copyOf(fields);
    }
  }

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
  public record Limit(int defaultLimit, int max) {
    public static final Limit DEFAULT = new Limit(20, 100);
  }

  /// A relation to many: what points at a resource, seen from there. Nobody declares it; it follows from a [Spec.Ref].
  ///
  /// @param name the resource that points, `tasks`, where it does so once; else `tasks_by_project`
  /// @param resource the resource that points
  /// @param field its field that does
  public record ReverseRelation(String name, String resource, Spec.Field field) {

    /// Those of one resource, in the order of the spec.
    ///
    /// @param all every resource of the spec
    /// @param to the name of the one that is pointed at
    public static List<ReverseRelation> of(List<Spec.Resource> all, String to) {
      return all.stream()
          .flatMap(
              from -> {
                List<Spec.Field> pointing =
                    from.fields().stream()
                        .filter(f -> f.ref() != null && f.ref().target().equals(to))
                        .toList();
                return pointing.stream()
                    .map(
                        f ->
                            new ReverseRelation(
                                name(from, f, pointing.size() == 1), from.name(), f));
              })
          .toList();
    }

    private static String name(Spec.Resource from, Spec.Field field, boolean alone) {
      Spec.Ref ref = field.ref();
      return alone || ref == null ? from.name() : from.name() + "_by_" + ref.relation();
    }
  }
}
