package dev.freehold.draft.document;

import dev.freehold.description.Description;
import dev.freehold.description.Operation;
import dev.freehold.draft.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Collections of rows as resources.
public final class DocumentDraft {
  /// Operations that are named as not taken.
  private static final int MAX_NAMED = 60;

  /// Sign-in, accounts and the like come by themselves.
  private static final Set<String> OURS =
      Set.of(
          "auth",
          "users",
          "user",
          "sessions",
          "tokens",
          "token",
          "login",
          "logins",
          "accounts",
          "batch");

  private DocumentDraft() {}

  /// @param file what the document is called
  public static Found found(Description description, String file) {
    Map<String, Family> families = new LinkedHashMap<>();
    Map<String, String> targets = new LinkedHashMap<>();
    for (Family family : Family.of(description)) {
      String row = ResourceDraft.row(family.name());
      boolean wanted = !row.isEmpty() && !OURS.contains(family.name().toLowerCase(Locale.ROOT));
      if (wanted && targets.putIfAbsent(row, family.name()) == null) {
        families.put(family.name(), family);
      }
    }
    List<String> notes = new ArrayList<>();
    notes.add("A draft, from the description " + file + ".");
    notes.add(
        "What it could not tell is marked 'unsure:'. A description does not say whose rows are:"
            + " here they are their owner's.");
    notTaken(description, families.values(), notes);
    List<Found.Resource> resources =
        families.values().stream().map(f -> new ResourceDraft(f, targets).found()).toList();
    return new Found(description.title(), notes, resources);
  }

  private static void notTaken(
      Description description, Iterable<Family> families, List<String> notes) {
    List<Operation> left = new ArrayList<>(description.operations());
    for (Family family : families) {
      left.removeIf(
          o ->
              o.path().equals(family.collection())
                  || o.path().equals(family.item().orElse(family.collection())));
    }
    left.stream().limit(MAX_NAMED).forEach(o -> notes.add("unsure: not taken: " + o));
    if (left.size() > MAX_NAMED) {
      notes.add("unsure: not taken: " + (left.size() - MAX_NAMED) + " operations more");
    }
  }
}
