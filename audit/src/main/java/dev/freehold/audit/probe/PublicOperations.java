package dev.freehold.audit.probe;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.ScopeHeader;
import dev.freehold.audit.Site;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.Optional;

/// Operations that anybody may use by the document, because it declares security for others and none
/// for them. Many documents only forget it: the server must agree, for each read that they leave open.
public final class PublicOperations {
  private PublicOperations() {}

  /// Whether the document says that anybody may use the operation: by its own words, or by declaring
  /// nothing for it.
  public static boolean isPublic(Site site, DescribedOperation operation) {
    return DeclaredAccess.allowsAnonymous(operation)
        || (isUndeclared(operation)
            && site.once("complete security", () -> declaresSecurityCompletely(site)));
  }

  private static boolean isUndeclared(DescribedOperation operation) {
    return !operation.isProtected()
        && ScopeHeader.of(operation).isEmpty()
        && DeclaredGrant.of(operation).isEmpty();
  }

  private static boolean declaresSecurityCompletely(Site site) {
    return site.description().operations().stream().anyMatch(DescribedOperation::isProtected)
        && site.collections().stream()
            .noneMatch(
                each ->
                    isRefused(site, each, each.list(), true)
                        || isRefused(site, each, each.read(), false));
  }

  private static boolean isRefused(
      Site site,
      ResourceCollection collection,
      Optional<DescribedOperation> operation,
      boolean isList) {
    if (operation.filter(PublicOperations::isUndeclared).isEmpty()) {
      return false;
    }
    Optional<AuditRow> row = site.anyRow(collection, site.userA());
    Optional<String> target =
        isList ? row.map(AuditRow::listTarget) : row.flatMap(AuditRow::target);
    return target
        .map(each -> site.send(site.anonymous(), ClientRequest.get(each)).status())
        .filter(status -> status == 401 || status == 403)
        .isPresent();
  }
}
