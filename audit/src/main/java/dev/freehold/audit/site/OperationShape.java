package dev.freehold.audit.site;

import dev.freehold.audit.RowKey;
import dev.freehold.description.DescribedOperation;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the path of an operation says: which collection it is about, and what it does with it.
///
/// @param stem the template of the collection, without a slash at the end: `/tasks` for
///   `/tasks/{id}`, `/tasks/create` and `/getTask`
/// @param role what the operation does; decided by the path and the method
/// @param parameter the name of the last path parameter of an item; empty for other roles
record OperationShape(DescribedOperation operation, String stem, Role role, String parameter) {
  private static final Pattern VERB_AND_NOUN =
      Pattern.compile(
          "(get|list|fetch|find|read|show|view|create|add|new|make|update|edit|modify|delete|remove)"
              + "(?:[-_]?all)?[-_]?((?<=[-_])[a-z]\\w*|[A-Z][\\w-]*)(?:By[A-Z]\\w*)?");
  private static final Set<String> CREATES = Set.of("create", "new", "add");
  private static final Set<String> LISTS = Set.of("all", "list", "mine", "my", "recent");
  private static final Pattern VERSION = Pattern.compile("v\\d{1,3}");

  /// What an operation does with a collection.
  enum Role {
    /// The list or the collection itself: any method.
    COLLECTION,
    /// One row by its id in the path: any method.
    ITEM,
    /// A list at a path of its own, such as `/tasks/all`.
    LIST,
    /// A create at a path of its own, such as `/tasks/create`.
    CREATE,
    /// A read by an id in the query, such as `/getTask?id=`.
    READ_BY_QUERY,
    /// Something else, such as `/updateTask`.
    OTHER
  }

  /// The paths of a description that decide how another path is read.
  ///
  /// @param lists the shapes of the paths with `GET`
  /// @param parents the shapes of the paths below which rows are
  record Neighbours(Set<String> lists, Set<String> parents) {
    static Neighbours of(List<DescribedOperation> operations) {
      Set<String> lists = new LinkedHashSet<>();
      Set<String> parents = new LinkedHashSet<>();
      for (DescribedOperation each : operations) {
        String shape = shape(each.path());
        if (each.method().equals("GET")) {
          lists.add(shape);
        }
        for (int at = shape.indexOf("/{}"); at >= 0; at = shape.indexOf("/{}", at + 1)) {
          parents.add(shape.substring(0, at));
        }
      }
      return new Neighbours(lists, parents);
    }
  }

  static OperationShape of(DescribedOperation operation, Neighbours neighbours) {
    List<String> segments = segments(operation.path());
    if (segments.isEmpty()) {
      return new OperationShape(operation, "", Role.OTHER, "");
    }
    String last = segments.getLast();
    String before = path(segments.subList(0, segments.size() - 1));
    if (isParameter(last)) {
      boolean isItem = segments.size() > 1 && !isParameter(segments.get(segments.size() - 2));
      return new OperationShape(operation, before, isItem ? Role.ITEM : Role.OTHER, inner(last));
    }
    Matcher phrase = VERB_AND_NOUN.matcher(last);
    boolean isName = neighbours.parents().contains(shape(operation.path()));
    boolean isNoun = operation.method().equals("GET") && last.startsWith("new");
    if (!isName && !isNoun && phrase.matches()) {
      String stem = before + "/" + phrase.group(2).toLowerCase(Locale.ROOT);
      return new OperationShape(operation, stem, ofVerb(operation, phrase.group(1)), "");
    }
    String word = last.toLowerCase(Locale.ROOT);
    boolean isBelowLiteral = segments.size() > 1 && !isParameter(segments.get(segments.size() - 2));
    if (isBelowLiteral && CREATES.contains(word) && !operation.method().equals("GET")) {
      return new OperationShape(operation, before, Role.CREATE, "");
    }
    boolean isOnlyList = !neighbours.lists().contains(shape(before));
    if (isBelowLiteral && isOnlyList && LISTS.contains(word) && operation.method().equals("GET")) {
      return new OperationShape(operation, before, Role.LIST, "");
    }
    return new OperationShape(operation, path(segments), Role.COLLECTION, "");
  }

  private static Role ofVerb(DescribedOperation operation, String verb) {
    boolean isGet = operation.method().equals("GET");
    return switch (verb) {
      case "get", "list", "fetch", "find", "read", "show", "view" ->
          !isGet ? Role.OTHER : idParameter(operation).isEmpty() ? Role.LIST : Role.READ_BY_QUERY;
      case "create", "add", "new", "make" -> isGet ? Role.OTHER : Role.CREATE;
      default -> Role.OTHER;
    };
  }

  /// The query parameter with an id of an operation such as `/getTask`; empty if there is none.
  static String idParameter(DescribedOperation operation) {
    return operation.parameters(DescribedOperation.Parameter.Location.QUERY).stream()
        .map(DescribedOperation.Parameter::name)
        .filter(OperationShape::isIdName)
        .findFirst()
        .orElse("");
  }

  /// Whether a name is that of an id: `id`, `order_id`, `orderId`, `uuid`, `slug`.
  static boolean isIdName(String name) {
    return name.matches("(?i)_?id|uuid|guid|slug")
        || name.matches(".+([_-]id|I[dD]|_uuid|Uuid|_slug)");
  }

  /// The same collection at another spelling: `/getTasks`, `/createTask` and `/task` are about
  /// `/tasks`.
  String key() {
    return key(stem);
  }

  static String key(String stem) {
    List<String> segments = segments(shape(stem));
    if (segments.isEmpty()) {
      return stem;
    }
    String last = RowKey.singular(segments.getLast().toLowerCase(Locale.ROOT));
    return path(segments.subList(0, segments.size() - 1)) + "/" + last;
  }

  /// A template without the names of its parameters, which differ between operations, and without a
  /// slash at its end.
  static String shape(String template) {
    return template.replaceAll("\\{[^}]*\\}", "{}").replaceFirst("/+$", "");
  }

  /// The last segment of a template that names something: not a parameter, not a version.
  static String nameOf(String template) {
    List<String> segments = segments(template);
    for (String segment : segments.reversed()) {
      if (!isParameter(segment) && !VERSION.matcher(segment).matches()) {
        return segment;
      }
    }
    return template;
  }

  private static String path(List<String> segments) {
    return segments.isEmpty() ? "" : "/" + String.join("/", segments);
  }

  private static List<String> segments(String path) {
    return Arrays.stream(path.split("/", -1)).filter(each -> !each.isEmpty()).toList();
  }

  static boolean isParameter(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static String inner(String parameter) {
    return parameter.substring(1, parameter.length() - 1);
  }
}
