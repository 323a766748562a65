package dev.freehold.audit.run;

import dev.freehold.audit.Person;
import dev.freehold.audit.Row;
import dev.freehold.audit.people.Profile;
import dev.freehold.audit.site.Sender;
import dev.freehold.audit.site.Stopped;
import dev.freehold.call.Call;
import dev.freehold.call.CallFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Deletes what an audit made, last first, and nothing else.
final class CleanUp {
  private final Sender sender;
  private final List<String> left = new ArrayList<>();

  private CleanUp(Sender sender) {
    this.sender = sender;
  }

  /// @return what could not be deleted, for a person
  /// @param signedUp e-mails of every account, those of `people` among them
  static List<String> run(
      Sender sender, List<Row> rows, List<Person> people, Set<String> signedUp, Profile profile) {
    CleanUp cleanUp = new CleanUp(sender);
    cleanUp.rows(rows);
    cleanUp.accounts(people, profile);
    signedUp.stream()
        .filter(email -> people.stream().noneMatch(each -> email.equals(each.email())))
        .sorted()
        .forEach(email -> cleanUp.left.add("the account " + email));
    return List.copyOf(cleanUp.left);
  }

  /// Twice: a row that others point at may go once they are gone.
  private void rows(List<Row> made) {
    Set<Row> rows = new LinkedHashSet<>(made.reversed());
    List<Row> again = new ArrayList<>();
    Map<String, List<String>> stay = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.target().isEmpty() || row.collection().delete().isEmpty()) {
        stay.computeIfAbsent(row.listTarget(), _ -> new ArrayList<>()).add(row.id());
      } else if (!isDeleted(row)) {
        again.add(row);
      }
    }
    stay.forEach((list, ids) -> left.add(counted(list, ids)));
    for (Row row : again) {
      if (!isDeleted(row)) {
        left.add(words(row) + ": DELETE did not succeed");
      }
    }
  }

  private static String counted(String list, List<String> ids) {
    String what = ids.size() == 1 ? "1 row" : ids.size() + " rows";
    return what + " of " + list + ", which have no DELETE: " + String.join(", ", ids);
  }

  private static String words(Row row) {
    return row.target().orElse(row.collection().path() + " id " + row.id());
  }

  private boolean isDeleted(Row row) {
    try {
      int status = sender.send(row.owner(), Call.of("DELETE", row.target().orElseThrow())).status();
      return status < 300 || status == 404 || status == 410;
    } catch (CallFailed | Stopped _) {
      return false;
    }
  }

  private void accounts(List<Person> people, Profile profile) {
    for (Person person : people) {
      String email = Objects.requireNonNullElse(person.email(), person.label());
      if (profile.deleteAccount().isEmpty() || !isDeleted(person, profile.deleteAccount().get())) {
        left.add("the account " + email);
      }
    }
  }

  private boolean isDeleted(Person person, Profile.Template template) {
    Map<String, String> values =
        Map.of(
            "user", Objects.requireNonNullElse(person.id(), ""),
            "email", Objects.requireNonNullElse(person.email(), ""),
            "password", Objects.requireNonNullElse(person.password(), ""));
    try {
      return sender.send(person, template.call(values)).answer().isSuccess();
    } catch (CallFailed | Stopped _) {
      return false;
    }
  }
}
