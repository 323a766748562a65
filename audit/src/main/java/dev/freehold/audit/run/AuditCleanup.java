package dev.freehold.audit.run;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.site.AuditClient;
import dev.freehold.audit.site.AuditClient.AuditStoppedException;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Deletes the rows that the audit created, last first.
final class AuditCleanup {
  private final AuditClient sender;
  private final List<String> left = new ArrayList<>();

  private AuditCleanup(AuditClient sender) {
    this.sender = sender;
  }

  /// @return what could not be deleted, for a person
  /// @param signedUp e-mails of every account, those of `people` among them
  static List<String> run(
      AuditClient sender,
      List<AuditRow> rows,
      List<AuditUser> people,
      Set<String> signedUp,
      AuditProfile profile) {
    AuditCleanup cleanUp = new AuditCleanup(sender);
    cleanUp.rows(rows);
    cleanUp.accounts(people, profile);
    signedUp.stream()
        .filter(email -> people.stream().noneMatch(each -> email.equals(each.email())))
        .sorted()
        .forEach(email -> cleanUp.left.add("the account " + email));
    return List.copyOf(cleanUp.left);
  }

  /// Twice: a row that others point at may go once they are gone.
  private void rows(List<AuditRow> made) {
    Set<AuditRow> rows = new LinkedHashSet<>(made.reversed());
    List<AuditRow> again = new ArrayList<>();
    Map<String, List<String>> stay = new LinkedHashMap<>();
    for (AuditRow row : rows) {
      if (row.target().isEmpty() || row.collection().delete().isEmpty()) {
        stay.computeIfAbsent(row.listTarget(), _ -> new ArrayList<>()).add(row.id());
      } else if (!isDeleted(row)) {
        again.add(row);
      }
    }
    stay.forEach((list, ids) -> left.add(counted(list, ids)));
    for (AuditRow row : again) {
      if (!isDeleted(row)) {
        left.add(words(row) + ": DELETE did not succeed");
      }
    }
  }

  private static String counted(String list, List<String> ids) {
    String what = ids.size() == 1 ? "1 row" : ids.size() + " rows";
    return what + " of " + list + ", which have no DELETE: " + String.join(", ", ids);
  }

  private static String words(AuditRow row) {
    return row.target().orElse(row.collection().path() + " id " + row.id());
  }

  private boolean isDeleted(AuditRow row) {
    try {
      int status =
          sender.send(row.owner(), ClientRequest.of("DELETE", row.target().orElseThrow())).status();
      return status < 300 || status == 404 || status == 410;
    } catch (RequestFailedException | AuditStoppedException _) {
      return false;
    }
  }

  private void accounts(List<AuditUser> people, AuditProfile profile) {
    for (AuditUser person : people) {
      String email = Objects.requireNonNullElse(person.email(), person.label());
      if (profile.deleteAccount().isEmpty() || !isDeleted(person, profile.deleteAccount().get())) {
        left.add("the account " + email);
      }
    }
  }

  private boolean isDeleted(AuditUser person, AuditProfile.RequestTemplate template) {
    Map<String, String> values =
        Map.of(
            "user", Objects.requireNonNullElse(person.id(), ""),
            "email", Objects.requireNonNullElse(person.email(), ""),
            "password", Objects.requireNonNullElse(person.password(), ""));
    try {
      return sender.send(person, template.call(values)).answer().isSuccess();
    } catch (RequestFailedException | AuditStoppedException _) {
      return false;
    }
  }
}
