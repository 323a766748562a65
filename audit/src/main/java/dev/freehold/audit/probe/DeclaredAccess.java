package dev.freehold.audit.probe;

import dev.freehold.audit.ResourceCollection;
import dev.freehold.description.DescribedOperation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The access that the description declares for an operation: its security requirements, and a
/// sentence such as ``Access: `owner or role:editor`.``. A grant may have a condition: ``Access:
/// `owner, public where status = 'published'`.``
public final class DeclaredAccess {
  private static final Pattern ACCESS = Pattern.compile("Access: `([^`]{1,10000})`");
  private static final Pattern GRANT =
      Pattern.compile("(?:^|, | or )(owner|user|public|role:[^ ,]+)(?=$|,? )");
  private static final Pattern OF_ADMINS =
      Pattern.compile("(^|[/_-])(admins?|administration|superusers?|internal)([/_-]|$)");

  private DeclaredAccess() {}

  /// Whether the description opens the rows of the operation to every user: access to rows of
  /// another user is then no defect.
  public static boolean allowsEveryUser(DescribedOperation operation) {
    return allowsAnonymous(operation)
        || grants(operation).stream().anyMatch(g -> g.equals("public") || g.equals("user"));
  }

  /// Whether the description declares that no sign-in is needed. A description without any security
  /// does not declare that.
  public static boolean allowsAnonymous(DescribedOperation operation) {
    return !operation.isProtected()
        && (!operation.securitySchemes().isEmpty() || grants(operation).contains("public"));
  }

  /// Whether only users with a role have permission.
  public static boolean requiresRole(DescribedOperation operation) {
    List<String> grants = grants(operation);
    if (!grants.isEmpty()) {
      return grants.stream().allMatch(grant -> grant.startsWith("role:"));
    }
    return OF_ADMINS.matcher(operation.path().toLowerCase(Locale.ROOT)).find();
  }

  /// Whether every user may read the rows of a collection, individually or as a list.
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
      Matcher access = ACCESS.matcher(words);
      if (access.find()) {
        return GRANT.matcher(access.group(1)).results().map(grant -> grant.group(1)).toList();
      }
    }
    return List.of();
  }
}
