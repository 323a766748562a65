package dev.freehold.audit.probe;

import dev.freehold.audit.ResourceCollection;
import dev.freehold.description.DescribedOperation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The access that the description declares for an operation: its security requirements, and a
/// sentence such as ``Access: `owner or role:editor`.``.
public final class DeclaredAccess {
  private static final Pattern ACCESS = Pattern.compile("Access: `([^`]{1,200})`");
  private static final Pattern OF_ADMINS =
      Pattern.compile("(^|[/_-])(admins?|administration|superusers?|internal)([/_-]|$)");

  private DeclaredAccess() {}

  /// Whether the rows that it reaches may be those of anybody: then reaching another person's is no fault.
  public static boolean allowsEveryUser(DescribedOperation operation) {
    return allowsAnonymous(operation)
        || grants(operation).stream().anyMatch(g -> g.equals("public") || g.equals("user"));
  }

  /// Whether it says that nobody need sign in. One that says nothing at all of security does not say so.
  public static boolean allowsAnonymous(DescribedOperation operation) {
    return !operation.isProtected()
        && (!operation.securitySchemes().isEmpty() || grants(operation).contains("public"));
  }

  /// Whether only people who were given a role may do it.
  public static boolean requiresRole(DescribedOperation operation) {
    List<String> grants = grants(operation);
    if (!grants.isEmpty()) {
      return grants.stream().allMatch(grant -> grant.startsWith("role:"));
    }
    return OF_ADMINS.matcher(operation.path().toLowerCase(Locale.ROOT)).find();
  }

  /// Whether anybody may read the rows of a collection, one by one or as a list.
  public static boolean allowsEveryUserToRead(ResourceCollection collection) {
    return either(collection.read(), collection.list())
        .map(DeclaredAccess::allowsEveryUser)
        .orElse(false);
  }

  private static Optional<DescribedOperation> either(
      Optional<DescribedOperation> one, Optional<DescribedOperation> other) {
    return one.or(() -> other);
  }

  private static List<String> grants(DescribedOperation operation) {
    for (String words : operation.documentation()) {
      Matcher said = ACCESS.matcher(words);
      if (said.find()) {
        return List.of(said.group(1).split(" or "));
      }
    }
    return List.of();
  }
}
