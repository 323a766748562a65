package dev.freehold.spec.change;

import static dev.freehold.spec.change.Found.Verdict.adds;
import static dev.freehold.spec.change.Found.Verdict.breaks;

import dev.freehold.spec.Reverse;
import dev.freehold.spec.Spec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All that clients can notice of the way from one spec to another. Words for people alone (names, versions, descriptions)
/// and indexes are not compared.
public final class SpecChanges {
  private final Spec old;
  private final Spec now;
  private final Pairs<Spec.Resource> pairs;
  private final Found found = new Found();

  private SpecChanges(Spec old, Spec now) {
    this.old = old;
    this.now = now;
    this.pairs = Pairs.ofResources(old.resources(), now.resources());
  }

  /// What is gone first, then in the order of the new spec. Empty where no client can tell.
  public static List<Change> between(Spec old, Spec now) {
    return new SpecChanges(old, now).compare();
  }

  private List<Change> compare() {
    auth(old.auth(), now.auth());
    for (Spec.Resource gone : pairs.gone()) {
      found.breaking(gone.name(), "resource is gone", "all its paths answer 404");
    }
    for (Spec.Resource resource : now.resources()) {
      Spec.Resource before = pairs.before(resource);
      if (before == null) {
        found.additive(resource.name(), "new resource", "paths that were not there");
      } else {
        if (!before.name().equals(resource.name())) {
          found.breaking(
              resource.name(),
              "renamed from " + before.name(),
              "paths and keys of the old name are gone");
        }
        new ResourceChanges(before, resource, this::formerly, found).compare();
        relations(before, resource);
      }
    }
    return found.all();
  }

  private void auth(Spec.Auth before, Spec.Auth after) {
    found.onOff(
        "auth",
        "open to sign-up",
        before.signup(),
        after.signup(),
        adds("anybody may make an account"),
        breaks("POST /auth/signup has no route"));
    found.bound(
        "auth",
        "password minLength",
        before.passwordMinLength(),
        after.passwordMinLength(),
        breaks("shorter passwords are refused at sign-up"),
        adds("shorter passwords are accepted"));
    for (String role : before.roles()) {
      if (!after.roles().contains(role)) {
        found.breaking("auth", "role " + role + " is gone", "nobody has it any more");
      }
    }
    for (String role : after.roles()) {
      if (!before.roles().contains(role)) {
        found.additive("auth", "new role " + role, "nobody has it yet");
      }
    }
  }

  /// A second reference to a resource changes what the first one's other end is called.
  private void relations(Spec.Resource before, Spec.Resource after) {
    Map<String, String> names = new HashMap<>();
    for (Reverse reverse : Reverse.of(old.resources(), before.name())) {
      names.put(end(reverse), reverse.name());
    }
    for (Reverse reverse : Reverse.of(now.resources(), after.name())) {
      String name = names.get(endBefore(reverse));
      if (name != null && !name.equals(reverse.name())) {
        found.breaking(
            after.name(),
            Found.arrow("relation", name, reverse.name()),
            "include and paths of the old name are refused");
      }
    }
  }

  /// What a resource of the new spec was called in the old one.
  private String formerly(String name) {
    return now.resources().stream()
        .filter(r -> r.name().equals(name))
        .map(pairs::before)
        .flatMap(Stream::ofNullable)
        .map(Spec.Resource::name)
        .findFirst()
        .orElse(name);
  }

  /// The same end as the old spec had it, where what points was renamed.
  private String endBefore(Reverse reverse) {
    for (Spec.Resource from : now.resources()) {
      Spec.Resource before = pairs.before(from);
      if (from.name().equals(reverse.from()) && before != null) {
        Spec.Field by = Pairs.ofFields(before.fields(), from.fields()).before(reverse.by());
        return before.name() + "." + (by == null ? reverse.by() : by).name();
      }
    }
    return end(reverse);
  }

  private static String end(Reverse reverse) {
    return reverse.from() + "." + reverse.by().name();
  }
}
