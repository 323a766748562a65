package dev.freehold.audit.probe;

import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.ScopeHeader;
import dev.freehold.audit.Site;
import dev.freehold.audit.probe.DeclaredGrant.Holder;
import dev.freehold.description.DescribedOperation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The access that the description declares for all rows of an operation: its security
/// requirements and its grants. [DeclaredRowAccess] is about one row.
public final class DeclaredAccess {
  private static final Pattern OF_ADMINS =
      Pattern.compile("(^|[/_-])(admins?|administration|superusers?|internal)([/_-]|$)");

  private DeclaredAccess() {}

  /// Whether the description opens every row of the operation to every user: access to rows of
  /// another user is then no defect. Rows of a team are open to its members at most.
  public static boolean allowsEveryUser(DescribedOperation operation) {
    return ScopeHeader.of(operation).isEmpty()
        && (allowsAnonymous(operation)
            || DeclaredGrant.of(operation).stream().anyMatch(DeclaredGrant::isOpen));
  }

  /// Whether the description declares that no sign-in is needed for any row. A description without
  /// any security does not declare that.
  public static boolean allowsAnonymous(DescribedOperation operation) {
    List<DeclaredGrant> grants = DeclaredGrant.of(operation);
    return !operation.isProtected()
        && (grants.isEmpty()
            ? !operation.securitySchemes().isEmpty()
            : grants.stream().anyMatch(g -> g.holder() == Holder.PUBLIC && g.isOpen()));
  }

  /// Whether the description says of each user who may do what.
  public static boolean hasGrants(DescribedOperation operation) {
    return !DeclaredGrant.of(operation).isEmpty() || ScopeHeader.of(operation).isPresent();
  }

  /// Whether only users with a role have permission: by grants, else by the path or in words.
  public static boolean requiresRole(Site site, DescribedOperation operation) {
    return DeclaredGrant.of(operation).isEmpty()
        ? OF_ADMINS.matcher(operation.path().toLowerCase(Locale.ROOT)).find()
            || RoleWords.of(site).isIn(operation)
        : declaresRole(operation);
  }

  /// Whether the description says that only users with a role have permission.
  public static boolean declaresRole(DescribedOperation operation) {
    List<DeclaredGrant> grants = DeclaredGrant.of(operation);
    return !grants.isEmpty() && grants.stream().allMatch(grant -> grant.holder() == Holder.ROLE);
  }

  /// Whether the description keeps the operation in words for a role, and this is it.
  public static boolean isForRole(Site site, DescribedOperation operation, String role) {
    return DeclaredGrant.of(operation).isEmpty() && RoleWords.of(site).names(operation, role);
  }

  /// Whether every user may read every row of a collection, individually or as a list.
  public static boolean allowsEveryUserToRead(ResourceCollection collection) {
    return reading(collection).map(DeclaredAccess::allowsEveryUser).orElse(false);
  }

  /// Whether the rows of a collection, or those that meet a condition, are for everyone: then their
  /// unique values are in one space for all.
  public static boolean opensRows(ResourceCollection collection) {
    return reading(collection)
        .filter(
            reading ->
                allowsEveryUser(reading)
                    || (ScopeHeader.of(reading).isEmpty()
                        && DeclaredGrant.of(reading).stream()
                            .anyMatch(DeclaredGrant::isForEveryone)))
        .isPresent();
  }

  /// The operation that declares who may read a row.
  static Optional<DescribedOperation> reading(ResourceCollection collection) {
    return collection.read().or(collection::list);
  }
}
