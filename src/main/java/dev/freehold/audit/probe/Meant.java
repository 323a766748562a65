package dev.freehold.audit.probe;

import dev.freehold.audit.Collection;
import dev.freehold.description.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who an operation is meant for, by what the description says of it: its security, and a sentence such as
/// ``Access: `owner or role:editor`.`` in its words.
public final class Meant {
  private static final Pattern ACCESS = Pattern.compile("Access: `([^`]{1,200})`");
  private static final Pattern OF_ADMINS =
      Pattern.compile("(^|[/_-])(admins?|administration|superusers?|internal)([/_-]|$)");

  private Meant() {}

  /// Whether the rows that it reaches may be those of anybody: then reaching another person's is no fault.
  public static boolean forAll(Operation operation) {
    return isOpen(operation)
        || grants(operation).stream().anyMatch(g -> g.equals("public") || g.equals("user"));
  }

  /// Whether it says that nobody need sign in. One that says nothing at all of security does not say so.
  public static boolean isOpen(Operation operation) {
    return !operation.isProtected()
        && (!operation.security().isEmpty() || grants(operation).contains("public"));
  }

  /// Whether only people who were given a role may do it.
  public static boolean forRoles(Operation operation) {
    List<String> grants = grants(operation);
    if (!grants.isEmpty()) {
      return grants.stream().allMatch(grant -> grant.startsWith("role:"));
    }
    return OF_ADMINS.matcher(operation.path().toLowerCase(Locale.ROOT)).find();
  }

  /// Whether anybody may read the rows of a collection, one by one or as a list.
  public static boolean readForAll(Collection collection) {
    return either(collection.read(), collection.list()).map(Meant::forAll).orElse(false);
  }

  private static Optional<Operation> either(Optional<Operation> one, Optional<Operation> other) {
    return one.or(() -> other);
  }

  private static List<String> grants(Operation operation) {
    for (String words : operation.words()) {
      Matcher said = ACCESS.matcher(words);
      if (said.find()) {
        return List.of(said.group(1).split(" or "));
      }
    }
    return List.of();
  }
}
