package dev.freehold.audit.run;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.site.AuditClient;
import dev.freehold.audit.site.AuditClient.AuditStoppedException;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.audit.site.LiveSite;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Deletes the rows that the audit created, newest first.
final class AuditCleanup {
  /// After so many requests in a row without a response the server is taken for gone: the rest is
  /// named without a try.
  private static final int MOST_UNANSWERED = 3;

  private final AuditClient sender;
  private final Optional<LiveSite> site;
  private final List<String> left = new ArrayList<>();
  private int unanswered;

  private AuditCleanup(AuditClient sender, Optional<LiveSite> site) {
    this.sender = sender;
    this.site = site;
  }

  /// @return the rows and accounts that could not be deleted, as text
  /// @param site empty if the audit ended before it knew the server
  /// @param signedUp the email addresses of all accounts, including those of `users`
  static List<String> run(
      AuditClient sender,
      Optional<LiveSite> site,
      List<AuditUser> users,
      Set<String> signedUp,
      AuditProfile profile) {
    AuditCleanup cleanUp = new AuditCleanup(sender, site);
    site.ifPresent(each -> cleanUp.rows(each.createdRows()));
    cleanUp.accounts(users, profile);
    signedUp.stream()
        .filter(email -> users.stream().noneMatch(each -> email.equals(each.email())))
        .sorted()
        .forEach(email -> cleanUp.left.add("the account " + email));
    return List.copyOf(cleanUp.left);
  }

  /// Tries twice: a referenced row can be deleted only after the rows that refer to it.
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
        left.add(words(row) + ": DELETE failed");
      }
    }
  }

  private static String counted(String list, List<String> ids) {
    String what = ids.size() == 1 ? "1 row" : ids.size() + " rows";
    return what + " of " + list + " without a DELETE operation: " + String.join(", ", ids);
  }

  private static String words(AuditRow row) {
    return row.target().orElse(row.collection().path() + " id " + row.id());
  }

  /// As its owner, and if the owner may not, as each of the two users: a row that a probe created
  /// by surprise may belong to another user than the one who sent the request.
  private boolean isDeleted(AuditRow row) {
    if (unanswered >= MOST_UNANSWERED) {
      return false;
    }
    ClientRequest call = ClientRequest.of("DELETE", row.target().orElseThrow());
    try {
      int status = sender.send(row.owner(), call).status();
      unanswered = 0;
      if (status != 401 && status != 403) {
        return status < 300 || status == 404 || status == 410;
      }
      return site.stream()
          .flatMap(each -> Stream.of(each.userA(), each.userB()))
          .anyMatch(user -> sender.send(user, call).isSuccess());
    } catch (RequestFailedException | AuditStoppedException | IllegalArgumentException _) {
      unanswered++;
      return false;
    }
  }

  private void accounts(List<AuditUser> users, AuditProfile profile) {
    for (AuditUser user : users) {
      String email = Objects.requireNonNullElse(user.email(), user.label());
      if (profile.deleteAccount().isEmpty() || !isDeleted(user, profile.deleteAccount().get())) {
        left.add("the account " + email);
      }
    }
  }

  private boolean isDeleted(AuditUser user, AuditProfile.RequestTemplate template) {
    Map<String, String> values =
        Map.of(
            "user", Objects.requireNonNullElse(user.id(), ""),
            "email", Objects.requireNonNullElse(user.email(), ""),
            "password", Objects.requireNonNullElse(user.password(), ""));
    try {
      return sender.send(user, template.call(values)).isSuccess();
    } catch (RequestFailedException | AuditStoppedException _) {
      return false;
    }
  }
}
