package dev.freehold.audit;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which property of a row is its id: the value that stands in the path of the row. The names come
/// from the path parameter and from the name of the collection, such as `slug` for
/// `/articles/{slug}`, `orderId` or `id` for `/orders/{orderId}`.
///
/// @param parameter the name of the path parameter; empty if the collection has no item path
/// @param collection the name of the collection, such as `orders`
/// @param types the types of the parameter's schema; empty if it has none
/// @param format the format of the parameter's schema; empty if it has none
public record RowKey(String parameter, String collection, Set<String> types, String format) {
  private static final List<String> IDS = List.of("id", "_id", "uuid", "uid", "guid", "key");
  private static final List<String> NAMES =
      List.of("slug", "code", "username", "name", "number", "reference", "title");
  private static final Pattern UUID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

  /// The key of a collection of which nothing is known.
  public static RowKey of(String parameter, String collection) {
    return new RowKey(parameter, collection, Set.of(), "");
  }

  /// The id in a row as text.
  public Optional<String> of(JsonObject row) {
    return property(row).map(name -> row.getValue(name).toString());
  }

  /// The name of the property with the id.
  public Optional<String> property(JsonObject row) {
    return properties(row).stream().findFirst();
  }

  /// Every property that may be the id, the most likely one first.
  public List<String> properties(JsonObject row) {
    List<String> found =
        names(row.fieldNames()).stream().filter(name -> isScalar(row.getValue(name))).toList();
    List<String> fitting = found.stream().filter(name -> fits(row.getValue(name))).toList();
    return fitting.isEmpty() ? found : fitting;
  }

  private List<String> names(Set<String> present) {
    String wanted = normal(parameter);
    String one = singular(normal(collection));
    Set<String> names = new LinkedHashSet<>();
    if (!wanted.isEmpty() && !IDS.contains(parameter)) {
      addAll(names, present, List.of(parameter, wanted));
      if (!wanted.endsWith("id")) {
        // `article_slug` is the slug of an article.
        present.stream()
            .filter(name -> name.length() > 2 && wanted.endsWith(normal(name)))
            .forEach(names::add);
      }
    } else if (!wanted.isEmpty()) {
      addAll(names, present, List.of(parameter));
    }
    addAll(names, present, IDS);
    addAll(names, present, List.of(one + "id", one + "uuid", one + "key"));
    if (!wanted.isEmpty()) {
      addAll(names, present, NAMES);
      addAll(names, present, NAMES.stream().map(name -> one + name).toList());
    }
    return new ArrayList<>(names);
  }

  /// Adds the present names that are equal, apart from case and separators.
  private static void addAll(Set<String> into, Set<String> present, List<String> wanted) {
    for (String each : wanted) {
      Stream.concat(
              present.stream().filter(each::equals),
              present.stream().filter(name -> normal(name).equals(normal(each))))
          .forEach(into::add);
    }
  }

  private boolean fits(Object value) {
    String text = value.toString();
    if (format.equals("uuid")) {
      return UUID.matcher(text).matches();
    }
    boolean isNumber = types.contains("integer") && !types.contains("string");
    return !isNumber || DIGITS.matcher(text).matches();
  }

  private static boolean isScalar(Object value) {
    return (value instanceof String text && !text.isEmpty()) || value instanceof Number;
  }

  /// A name without case and separators: `orderId`, `order_id` and `order-id` are equal.
  public static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{Alnum}]", "");
  }

  /// One of many, in English: `company` of `companies`.
  public static String singular(String plural) {
    if (plural.endsWith("ies") && plural.length() > 4) {
      return plural.substring(0, plural.length() - 3) + "y";
    }
    if (plural.endsWith("people")) {
      return plural.substring(0, plural.length() - 6) + "person";
    }
    if (plural.matches(".*(ss|x|ch|sh|z)es")) {
      return plural.substring(0, plural.length() - 2);
    }
    return plural.endsWith("s") && !plural.endsWith("ss") && plural.length() > 2
        ? plural.substring(0, plural.length() - 1)
        : plural;
  }
}
