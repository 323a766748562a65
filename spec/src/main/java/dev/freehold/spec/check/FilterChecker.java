package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks named filters: query parameters with fixed options. An option is a set of conditions on
/// fields.
final class FilterChecker {
  private static final int MAX_FILTERS = 20;
  private static final int MAX_OPTIONS = 50;
  private static final int MAX_CONDITIONS = 20;
  private static final int MAX_ONE_OF = 100;

  private final SpecIssueCollector issues;
  private final ResourceFields fields;

  FilterChecker(SpecIssueCollector issues, ResourceFields fields) {
    this.issues = issues;
    this.fields = fields;
  }

  List<Spec.Filter> filters(@Nullable YamlNode node) {
    List<Spec.Filter> filters = new ArrayList<>();
    for (YamlNode.Entry entry : entries(node, "filters", MAX_FILTERS)) {
      NameChecker.filter(issues, entry.position(), entry.key(), fields.names());
      Spec.Filter filter = filter(entry);
      if (filter != null) {
        filters.add(filter);
      }
    }
    return filters;
  }

  private List<YamlNode.Entry> entries(@Nullable YamlNode node, String what, int max) {
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      YamlValueReader.reportWrongKind(issues, node, what, "a mapping");
      return List.of();
    }
    YamlValueReader.checkCount(issues, node, what, mapping.entries().size(), 0, max);
    return mapping.entries();
  }

  private Spec.@Nullable Filter filter(YamlNode.Entry filter) {
    String what = "filter " + PrintableText.quote(filter.key());
    List<Spec.Option> options = new ArrayList<>();
    YamlNode standard = null;
    for (YamlNode.Entry entry : entries(filter.value(), what, MAX_OPTIONS + 1)) {
      if (entry.key().equals("default")) {
        standard = entry.value();
      } else {
        NameChecker.option(issues, entry.position(), entry.key());
        options.add(new Spec.Option(entry.key(), conditions(entry)));
      }
    }
    if (options.isEmpty()) {
      if (filter.value() instanceof YamlNode.Mapping) {
        issues.add(
            filter.position(),
            SpecIssueCode.TOO_FEW,
            what + " has no options",
            "add one, such as all: {}");
      }
      return null;
    }
    String name = defaultOption(standard, options);
    return new Spec.Filter(filter.key(), name, options);
  }

  /// The option named by `default`, otherwise the first option.
  private String defaultOption(@Nullable YamlNode standard, List<Spec.Option> options) {
    List<String> names = options.stream().map(Spec.Option::name).toList();
    if (standard instanceof YamlNode.Mapping) {
      issues.add(
          standard.position(),
          SpecIssueCode.RESERVED_NAME,
          "option name 'default' is reserved",
          "'default' names the option that applies without the parameter; choose another name");
      return names.getFirst();
    }
    String name = YamlValueReader.text(issues, standard, "default", 200);
    if (standard != null && name != null && !names.contains(name)) {
      issues.add(
          standard.position(),
          SpecIssueCode.UNKNOWN_OPTION,
          "there is no option " + PrintableText.quote(name),
          SpellingSuggestion.hint(name, names));
    }
    return name == null ? names.getFirst() : name;
  }

  private List<Spec.Condition> conditions(YamlNode.Entry option) {
    List<Spec.Condition> conditions = new ArrayList<>();
    String what = "option " + PrintableText.quote(option.key());
    for (YamlNode.Entry entry : entries(option.value(), what, MAX_CONDITIONS)) {
      Spec.Field field = fields.find(issues, entry.position(), entry.key(), false);
      Spec.Condition condition =
          field == null || !isFilterable(entry, field) ? null : condition(field, entry.value());
      if (condition != null) {
        conditions.add(condition);
      }
    }
    return conditions;
  }

  private boolean isFilterable(YamlNode.Entry entry, Spec.Field field) {
    if (field.type().array() || field.type().scalar() == ScalarType.JSON) {
      issues.add(
          entry.position(),
          SpecIssueCode.NOT_FILTERABLE,
          PrintableText.quote(field.name())
              + " of type "
              + field.type().keyword()
              + " cannot be used in a filter",
          "use a field with a single value, not an array or json");
      return false;
    }
    IndexKeyChecker.checkDisclosure(
        issues, entry.position(), field, fields.isLimited(field.name()), "a filter");
    return !field.hidden();
  }

  private Spec.@Nullable Condition condition(Spec.Field field, YamlNode node) {
    if (node instanceof YamlNode.Sequence) {
      List<Object> values = new ArrayList<>();
      for (YamlNode item :
          YamlValueReader.list(issues, node, "the list of values", 1, MAX_ONE_OF)) {
        Object value = value(field, item);
        if (value != null && values.contains(value)) {
          issues.add(
              item.position(),
              SpecIssueCode.REPEATED_VALUE,
              "the value is listed twice",
              "remove one of them");
        } else if (value != null) {
          values.add(value);
        }
      }
      return new Spec.Condition.OneOf(field.name(), values);
    }
    if (node instanceof YamlNode.Scalar s && s.kind() == YamlNode.ScalarKind.NULL) {
      if (field.required()) {
        issues.add(
            s.position(),
            SpecIssueCode.NOT_NULLABLE,
            PrintableText.quote(field.name()) + " is required and never null",
            "remove the condition");
      }
      return new Spec.Condition.Null(field.name());
    }
    Object value = value(field, node);
    return value == null ? null : new Spec.Condition.Equal(field.name(), value);
  }

  private @Nullable Object value(Spec.Field field, YamlNode node) {
    boolean reported =
        node instanceof YamlNode.ErrorNode
            || (field.type().scalar() == ScalarType.ENUM && field.constraints().values().isEmpty());
    if (reported) {
      return null;
    }
    return switch (FieldValueReader.read(field.type().scalar(), field.constraints(), node)) {
      case ValueResult.Valid ok -> ok.value();
      case ValueResult.Invalid invalid -> {
        issues.add(
            node.position(),
            SpecIssueCode.BAD_FILTER_VALUE,
            "the value of " + PrintableText.quote(field.name()) + " " + invalid.message(),
            node instanceof YamlNode.Scalar s
                ? SpellingSuggestion.hint(s.text(), field.constraints().values())
                : null);
        yield null;
      }
    };
  }
}
