package dev.freehold.spec.check;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Spec;
import dev.freehold.spec.field.BtreeKey;
import dev.freehold.spec.field.Fields;
import dev.freehold.spec.field.NameChecker;
import dev.freehold.spec.value.Hint;
import dev.freehold.spec.value.Literal;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import dev.freehold.type.Parsed;
import dev.freehold.type.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Named filters: query parameters with a fixed choice of options, each a set of conditions on
/// fields.
final class FilterChecker {
  private static final int MAX_FILTERS = 20;
  private static final int MAX_OPTIONS = 50;
  private static final int MAX_CONDITIONS = 20;
  private static final int MAX_ONE_OF = 100;

  private final Issues issues;
  private final Fields fields;

  FilterChecker(Issues issues, Fields fields) {
    this.issues = issues;
    this.fields = fields;
  }

  List<Spec.Filter> filters(@Nullable Node node) {
    List<Spec.Filter> filters = new ArrayList<>();
    for (Node.Entry entry : entries(node, "filters", MAX_FILTERS)) {
      NameChecker.filter(issues, entry.place(), entry.key(), fields.names());
      Spec.Filter filter = filter(entry);
      if (filter != null) {
        filters.add(filter);
      }
    }
    return filters;
  }

  private List<Node.Entry> entries(@Nullable Node node, String what, int max) {
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof Node.Mapping mapping)) {
      Values.wrongKind(issues, node, what, "a mapping");
      return List.of();
    }
    Values.count(issues, node, what, mapping.entries().size(), 0, max);
    return mapping.entries();
  }

  private Spec.@Nullable Filter filter(Node.Entry filter) {
    String what = "filter " + Issues.quote(filter.key());
    List<Spec.Option> options = new ArrayList<>();
    Node standard = null;
    for (Node.Entry entry : entries(filter.value(), what, MAX_OPTIONS + 1)) {
      if (entry.key().equals("default")) {
        standard = entry.value();
      } else {
        NameChecker.option(issues, entry.place(), entry.key());
        options.add(new Spec.Option(entry.key(), conditions(entry)));
      }
    }
    if (options.isEmpty()) {
      if (filter.value() instanceof Node.Mapping) {
        issues.add(filter.place(), IssueCode.TOO_FEW, what + " has no options", "such as all: {}");
      }
      return null;
    }
    String name = defaultOption(standard, options);
    return new Spec.Filter(filter.key(), name, options);
  }

  /// The first option unless one is named.
  private String defaultOption(@Nullable Node standard, List<Spec.Option> options) {
    List<String> names = options.stream().map(Spec.Option::name).toList();
    if (standard instanceof Node.Mapping) {
      issues.add(
          standard.place(),
          IssueCode.RESERVED_NAME,
          "an option cannot be called 'default'",
          "'default' names the option that applies when the parameter is left out");
      return names.getFirst();
    }
    String name = Values.text(issues, standard, "default", 200);
    if (standard != null && name != null && !names.contains(name)) {
      issues.add(
          standard.place(),
          IssueCode.UNKNOWN_OPTION,
          "there is no option " + Issues.quote(name),
          Hint.of(name, names));
    }
    return name == null ? names.getFirst() : name;
  }

  private List<Spec.Condition> conditions(Node.Entry option) {
    List<Spec.Condition> conditions = new ArrayList<>();
    String what = "option " + Issues.quote(option.key());
    for (Node.Entry entry : entries(option.value(), what, MAX_CONDITIONS)) {
      Spec.Field field = fields.find(issues, entry.place(), entry.key(), false);
      Spec.Condition condition =
          field == null || !isFilterable(entry, field) ? null : condition(field, entry.value());
      if (condition != null) {
        conditions.add(condition);
      }
    }
    return conditions;
  }

  private boolean isFilterable(Node.Entry entry, Spec.Field field) {
    if (field.type().array() || field.type().scalar() == Scalar.JSON) {
      issues.add(
          entry.place(),
          IssueCode.NOT_FILTERABLE,
          Issues.quote(field.name()) + " of type " + field.type().word() + " cannot be filtered by",
          "arrays and json have no single value");
      return false;
    }
    BtreeKey.told(issues, entry.place(), field, "a filter");
    return !field.hidden();
  }

  private Spec.@Nullable Condition condition(Spec.Field field, Node node) {
    if (node instanceof Node.Sequence) {
      List<Object> values = new ArrayList<>();
      for (Node item : Values.list(issues, node, "the choice", 1, MAX_ONE_OF)) {
        Object value = value(field, item);
        if (value != null && values.contains(value)) {
          issues.add(item.place(), IssueCode.REPEATED_VALUE, "the value is there already");
        } else if (value != null) {
          values.add(value);
        }
      }
      return new Spec.Condition.OneOf(field.name(), values);
    }
    if (node instanceof Node.Scalar s && s.kind() == Node.Kind.NULL) {
      if (field.required()) {
        issues.add(
            s.place(),
            IssueCode.NOT_NULLABLE,
            Issues.quote(field.name()) + " is required and so never null",
            "leave the condition out");
      }
      return new Spec.Condition.Null(field.name());
    }
    Object value = value(field, node);
    return value == null ? null : new Spec.Condition.Equal(field.name(), value);
  }

  private @Nullable Object value(Spec.Field field, Node node) {
    boolean reported =
        node instanceof Node.Faulty
            || (field.type().scalar() == Scalar.ENUM && field.rules().values().isEmpty());
    if (reported) {
      return null;
    }
    return switch (Literal.read(field.type().scalar(), field.rules(), node)) {
      case Parsed.Ok ok -> ok.value();
      case Parsed.Bad bad -> {
        issues.add(
            node.place(),
            IssueCode.BAD_FILTER_VALUE,
            "the value of " + Issues.quote(field.name()) + " " + bad.message(),
            node instanceof Node.Scalar s ? Hint.of(s.text(), field.rules().values()) : null);
        yield null;
      }
    };
  }
}
