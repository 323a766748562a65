package dev.freehold.audit.probe;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowKey;
import dev.freehold.audit.ScopeHeader;
import dev.freehold.audit.Site;
import dev.freehold.description.DescribedOperation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// For whom the rows of a collection are, as the server shows it, where the document does not say it.
///
/// Rows that the read by id and the list show alike to everyone are meant for everyone. Rows that only
/// one of the two shows are not: a catalogue would be in both. Whatever the answers are, rows with
/// secrets and rows that are private by their name are their owner's.
public enum RowSharing {
  /// Rows of their owner, or the audit cannot tell.
  OWNED,
  /// Every user sees them.
  USERS,
  /// An anonymous client sees them too.
  EVERYONE;

  private static final Pattern PRIVATE =
      Pattern.compile(
          ".*(invoice|order|payment|cart|basket|card|wallet|transfer|transaction|address|message"
              + "|prescription|appointment|record|diary|note|receipt|statement)");

  /// Words of a description for a list of the caller's own rows.
  private static final Pattern OWN =
      Pattern.compile(
          "\\b(my|mine)\\b|\\b(current|authenticated|logged[- ]in) user\\b"
              + "|\\b(his|her|their|your|caller's) own\\b|\\bown(ed by| rows| only)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SECRET =
      Pattern.compile(
          ".*(password|passwd|secret|token|apikey|privatekey|ssn|socialsecurity|cardnumber"
              + "|creditcard|cvv|cvc|iban|salary|balance).*|pin|card|pan");

  private static final Pattern PERSONAL =
      Pattern.compile(".*(email|phone|mobile|address|birth|dob|passport).*");

  public static RowSharing of(Site site, ResourceCollection collection) {
    return site.once("sharing of " + collection.path(), () -> observe(site, collection));
  }

  /// Whether a caller may see the rows.
  public boolean isOpenTo(AuditUser caller) {
    return this == EVERYONE || (this == USERS && caller.token() != null);
  }

  private static RowSharing observe(Site site, ResourceCollection collection) {
    boolean isSilent =
        DeclaredAccess.reading(collection)
            .filter(each -> DeclaredGrant.of(each).isEmpty() && ScopeHeader.of(each).isEmpty())
            .isPresent();
    Optional<AuditRow> row = isSilent ? site.anyRow(collection, site.userA()) : Optional.empty();
    if (row.isEmpty()) {
      return OWNED;
    }
    RowSight ofUser = RowSight.of(site, row.get(), site.userB());
    if (!ofUser.isConsistent()) {
      return OWNED;
    }
    boolean isOpen = RowSight.of(site, row.get(), site.anonymous()).isConsistent();
    if (isPrivate(collection, ofUser, isOpen)) {
      return OWNED;
    }
    return isOpen ? EVERYONE : USERS;
  }

  private static boolean isPrivate(ResourceCollection collection, RowSight sight, boolean isOpen) {
    if (anyMatches(sight.namesOfReadOnly(), SECRET)) {
      return true;
    }
    if (collection.isOfPeople()) {
      return !sight.isInList() && anyMatches(sight.names(), PERSONAL);
    }
    boolean isNamedPrivate =
        PRIVATE.matcher(RowKey.singular(RowKey.normal(collection.name()))).matches()
            || saysOwn(collection);
    return isNamedPrivate || (!isOpen && !sight.isInList());
  }

  private static boolean anyMatches(Set<String> names, Pattern pattern) {
    return names.stream().anyMatch(name -> pattern.matcher(RowKey.normal(name)).matches());
  }

  private static boolean saysOwn(ResourceCollection collection) {
    return collection.list().stream()
        .map(DescribedOperation::documentation)
        .flatMap(List::stream)
        .anyMatch(words -> OWN.matcher(words).find());
  }
}
