package dev.freehold.draft;

import dev.freehold.draft.SourceModel.FieldFlag;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes a source model as a spec.
public final class SpecDrafter {
  private static final int MAX_RESOURCES = 200;
  private static final int MAX_FIELDS = 200;
  private static final int MAX_DESCRIPTION = 500;

  /// The column of a row's owner.
  private static final String OWNER = "user_id";

  /// The target of a reference to accounts, unless a resource has this name.
  private static final String PEOPLE = "people";

  private final SourceModel sourceModel;
  private final SpecDraft draft = new SpecDraft();
  private final Map<String, String> resources = new HashMap<>();

  private SpecDrafter(SourceModel sourceModel) {
    this.sourceModel = sourceModel;
  }

  /// Drafts a valid spec. Uncertain or omitted parts are marked with `unsure:`. Empty if the source
  /// has no usable resource.
  ///
  /// @param title the `name` of the spec: one line of 1 to 100 characters
  public static Optional<String> draft(SourceModel sourceModel, String title) {
    return new SpecDrafter(sourceModel).drafted(title);
  }

  private Optional<String> drafted(String title) {
    draft.notes.addAll(sourceModel.notes());
    List<SourceModel.SourceResource> taken = taken();
    SpecNameGenerator specNameGenerator = SpecNameGenerator.ofResources();
    taken.forEach(
        resource -> resources.put(resource.name(), specNameGenerator.uniqueName(resource.name())));
    Set<String> counted =
        taken.stream()
            .filter(SourceModel.SourceResource::integerIds)
            .map(SourceModel.SourceResource::name)
            .collect(Collectors.toSet());
    taken.forEach(resource -> draft.resources.add(resource(resource, counted)));
    return DraftRepair.repair(title, draft);
  }

  private List<SourceModel.SourceResource> taken() {
    List<SourceModel.SourceResource> taken = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SourceModel.SourceResource resource : sourceModel.resources()) {
      if (resource.fields().isEmpty()) {
        draft.notes.add("unsure: " + resource.origin() + " is left out: it has no field");
      } else if (seen.add(resource.name())) {
        taken.add(resource);
      }
    }
    return taken.size() <= MAX_RESOURCES ? taken : mostReferenced(taken);
  }

  /// As many resources as a spec may have: those to which most references lead, in their order.
  private List<SourceModel.SourceResource> mostReferenced(List<SourceModel.SourceResource> all) {
    Map<String, Long> references =
        all.stream()
            .flatMap(resource -> resource.fields().stream())
            .map(SourceModel.SourceField::content)
            .flatMap(
                content ->
                    content instanceof SourceModel.FieldContent.RowReference pointer
                        ? Stream.of(pointer.to())
                        : Stream.empty())
            .collect(Collectors.groupingBy(to -> to, Collectors.counting()));
    Set<String> most =
        all.stream()
            .map(SourceModel.SourceResource::name)
            .sorted(Comparator.comparingLong(name -> -references.getOrDefault(name, 0L)))
            .limit(MAX_RESOURCES)
            .collect(Collectors.toSet());
    all.stream()
        .filter(resource -> !most.contains(resource.name()))
        .forEach(
            resource ->
                draft.notes.add(
                    "unsure: "
                        + resource.origin()
                        + " is left out: a spec has at most 200 resources, and more references lead"
                        + " to the others"));
    return all.stream().filter(resource -> most.contains(resource.name())).toList();
  }

  private SpecDraft.DraftResource resource(SourceModel.SourceResource from, Set<String> counted) {
    SpecDraft.DraftResource to =
        new SpecDraft.DraftResource(resources.getOrDefault(from.name(), ""), from.origin());
    to.notes.addAll(from.notes());
    describe(to.keywords, from.description());
    if (from.integerIds()) {
      to.keywords.put("id", "integer");
    }
    if (!from.withheld().isEmpty()) {
      to.keywords.put(
          "access",
          from.withheld().stream()
              .map(operation -> operation + ": nobody")
              .collect(Collectors.joining(", ", "{ ", " }")));
    }
    SpecNameGenerator specNameGenerator = SpecNameGenerator.ofFields();
    Map<String, String> columns = new HashMap<>();
    // Relations first: each takes two names.
    for (SourceModel.SourceField field : from.fields()) {
      if (isReference(field.content())) {
        columns.putIfAbsent(
            field.name(), specNameGenerator.uniqueRelationName(field.name()) + "_id");
      }
    }
    for (SourceModel.SourceField field : from.fields()) {
      if (!columns.containsKey(field.name())) {
        columns.put(field.name(), specNameGenerator.uniqueName(field.name()));
      }
      if (to.fields.size() == MAX_FIELDS) {
        to.notes.add("unsure: " + field.name() + " is left out: a resource has at most 200 fields");
      } else {
        to.fields.add(field(field, columns.getOrDefault(field.name(), ""), counted));
      }
    }
    UnaryOperator<String> names = source -> columns.getOrDefault(source, source);
    for (SourceModel.SourceUnique unique : from.uniques()) {
      List<String> set = unique.fields().stream().map(names).distinct().toList();
      to.uniques.add(
          new SpecDraft.UniqueSet(
              set.isEmpty() ? List.of(OWNER) : set,
              unique.where() == null ? null : unique.where().text(names)));
    }
    from.checks().forEach(check -> to.checks.add(new SpecDraft.RowCheck(check.text(names))));
    return to;
  }

  /// Whether the field becomes a `ref`.
  private boolean isReference(SourceModel.FieldContent content) {
    return switch (content) {
      case SourceModel.FieldContent.Value _ -> false;
      case SourceModel.FieldContent.RowReference pointer -> resources.containsKey(pointer.to());
      case SourceModel.FieldContent.PersonReference _ -> !resources.containsValue(PEOPLE);
    };
  }

  private SpecDraft.DraftField field(
      SourceModel.SourceField from, String column, Set<String> counted) {
    return switch (from.content()) {
      case SourceModel.FieldContent.Value value -> value(from, column, value);
      case SourceModel.FieldContent.RowReference(String to, OnDelete onDelete) -> {
        String type = counted.contains(to) ? "bigint" : "uuid";
        String target = resources.get(to);
        yield target == null
            ? plainId(from, column, type, "it points at " + to + ", which is left out")
            : reference(from, column, type, target, onDelete);
      }
      case SourceModel.FieldContent.PersonReference(OnDelete onDelete) ->
          isReference(from.content())
              ? reference(from, column, "uuid", PEOPLE, onDelete)
              : plainId(from, column, "uuid", "it is the id of a person");
    };
  }

  private static SpecDraft.DraftField plainId(
      SourceModel.SourceField from, String column, String type, String doubt) {
    SpecDraft.DraftField plain = new SpecDraft.DraftField(column, null);
    renamed(plain, from.name(), column);
    plain.notes.add("unsure: " + doubt);
    plain.notes.addAll(from.notes());
    plain.keywords.put("type", type);
    flags(plain, from);
    describe(plain.keywords, from.description());
    return plain;
  }

  private static SpecDraft.DraftField reference(
      SourceModel.SourceField from, String column, String type, String target, OnDelete onDelete) {
    String relation = column.substring(0, column.length() - 3);
    SpecDraft.DraftField ref =
        new SpecDraft.DraftField(relation, new SpecDraft.IdColumn(column, type));
    renamed(ref, from.name(), column);
    ref.notes.addAll(from.notes());
    ref.keywords.put("type", "ref");
    ref.keywords.put("to", target);
    switch (onDelete) {
      case CASCADE -> ref.keywords.put("onDelete", "cascade");
      case SET_NULL -> ref.keywords.put("onDelete", "setNull");
      case RESTRICT -> {}
    }
    flags(ref, from);
    describe(ref.keywords, from.description());
    return ref;
  }

  private static SpecDraft.DraftField value(
      SourceModel.SourceField from, String column, SourceModel.FieldContent.Value value) {
    SpecDraft.DraftField field = new SpecDraft.DraftField(column, null);
    renamed(field, from.name(), column);
    field.notes.addAll(from.notes());
    String type = value.type().keyword();
    field.keywords.put("type", value.type().array() ? YamlScalar.quoted(type) : type);
    ScalarType scalar = value.type().scalar();
    SourceModel.ValueConstraints limits = value.limits();
    if (scalar == ScalarType.ENUM) {
      field.keywords.put("values", YamlScalar.list(limits.values()));
    }
    flags(field, from);
    if (scalar.isText()) {
      put(field, "minLength", limits.minLength());
      put(field, "maxLength", limits.maxLength());
      put(field, "pattern", limits.pattern());
    } else if (scalar == ScalarType.JSON) {
      put(field, "maxLength", limits.maxLength());
    } else if (scalar.isNumeric()) {
      put(field, "minimum", limits.minimum());
      put(field, "maximum", limits.maximum());
    }
    if (from.defaultValue() != null) {
      if (from.flags().contains(FieldFlag.UNIQUE)) {
        field.notes.add(
            "unsure: a unique field cannot have a default; it was " + from.defaultValue());
      } else {
        put(field, "default", from.defaultValue());
      }
    }
    describe(field.keywords, from.description());
    return field;
  }

  private static void renamed(SpecDraft.DraftField field, String from, String to) {
    if (!from.equals(to)) {
      field.notes.add(
          SpecNameGenerator.isField(from) && !to.equals(from + "_id")
              ? "unsure: was called "
                  + from
                  + ", which is the name of another field or relation here"
              : "was called " + from);
    }
  }

  private static void flags(SpecDraft.DraftField field, SourceModel.SourceField from) {
    for (FieldFlag flag : FieldFlag.values()) {
      if (from.flags().contains(flag)) {
        field.keywords.put(flag.word(), "true");
      }
    }
  }

  private static void put(SpecDraft.DraftField field, String word, @Nullable Object value) {
    if (value != null) {
      field.keywords.put(word, YamlScalar.value(value));
    }
  }

  private static void describe(Map<String, String> words, @Nullable String text) {
    String line = text == null ? "" : text.replaceAll("\\s+", " ").strip();
    if (!line.isEmpty()) {
      String cut =
          line.codePointCount(0, line.length()) <= MAX_DESCRIPTION
              ? line
              : line.substring(0, line.offsetByCodePoints(0, MAX_DESCRIPTION)) + "…";
      words.put("description", YamlScalar.of(cut));
    }
  }
}
