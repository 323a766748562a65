package dev.freehold.spec.diff;

import static dev.freehold.spec.diff.SpecChange.Collector.Impact.adds;
import static dev.freehold.spec.diff.SpecChange.Collector.Impact.breaks;

import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.ReverseRelation;
import dev.freehold.spec.Spec.Signup;
import dev.freehold.spec.Teams;
import dev.freehold.spec.diff.SpecChange.Collector;
import dev.freehold.type.TotpRule;
import dev.freehold.type.Verification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Compares two specs and returns all changes that affect clients. Names, versions, descriptions
/// and indexes are not compared.
public final class SpecDiff {
  private static final String ANOTHER_ISSUER =
      "no server starts with it where the name has people: other people need another name, and the"
          + " same ones freehold user move-issuer";

  private final Spec old;
  private final Spec now;
  private final RenameMatcher<Spec.Resource> renameMatcher;
  private final Collector collector = new Collector();

  private SpecDiff(Spec old, Spec now) {
    this.old = old;
    this.now = now;
    this.renameMatcher = RenameMatcher.ofResources(old.resources(), now.resources());
  }

  /// Returns the changes: removals first, then in the order of the new spec. Empty if no change
  /// affects clients.
  public static List<SpecChange> between(Spec old, Spec now) {
    return new SpecDiff(old, now).compare();
  }

  private List<SpecChange> compare() {
    auth(old.auth(), now.auth());
    people(old.people(), now.people());
    teams(old.teams(), now.teams());
    for (Spec.Resource gone : renameMatcher.removed()) {
      collector.addBreaking(gone.name(), "resource is gone", "all its paths return 404");
    }
    for (Spec.Resource resource : now.resources()) {
      Spec.Resource before = renameMatcher.previous(resource);
      if (before == null) {
        collector.addAdditive(resource.name(), "new resource", "its paths are new");
      } else {
        if (!before.name().equals(resource.name())) {
          collector.addBreaking(
              resource.name(),
              "renamed from " + before.name(),
              "paths and keys of the old name are gone");
        }
        new ResourceDiff(before, resource, this::formerly, collector).compare();
        relations(
            resource.name(),
            ReverseRelation.of(old.resources(), before.name()),
            ReverseRelation.of(now.resources(), resource.name()));
      }
    }
    return collector.all();
  }

  private void auth(Spec.Auth before, Spec.Auth after) {
    collector.addToggle(
        "auth",
        "open to sign-up",
        before.signup() == Signup.OPEN,
        after.signup() == Signup.OPEN,
        adds("anyone may create an account"),
        breaks(
            after.signup() == Signup.CLOSED
                ? "POST /auth/signup has no route"
                : "POST /auth/signup needs an invitation"));
    if (before.signup() != Signup.OPEN && after.signup() != Signup.OPEN) {
      collector.addToggle(
          "auth",
          "open to who is invited",
          before.signup() == Signup.INVITED,
          after.signup() == Signup.INVITED,
          adds("who has an invitation may create an account"),
          breaks("POST /auth/signup has no route"));
    }
    collector.addToggle(
        "auth",
        "sessions in cookies",
        before.cookies(),
        after.cookies(),
        adds("a log-in may keep its tokens in cookies"),
        breaks("cookies of sessions are ignored, and log-in refuses the mode"));
    collector.addToggle(
        "auth",
        "pages of the account",
        before.pages() != null,
        after.pages() != null,
        adds("people sign in at /auth/ui"),
        breaks("/auth/ui has no route"));
    collector.addToggle(
        "auth",
        "passkeys",
        before.passkeys(),
        after.passkeys(),
        adds("people may sign in with passkeys"),
        breaks("the routes of passkeys are gone, and an account with nothing else cannot sign in"));
    collector.addBound(
        "auth",
        "password minLength",
        before.passwordMinLength(),
        after.passwordMinLength(),
        breaks("shorter new passwords are refused"),
        adds("shorter passwords are accepted"));
    totp(before.totp(), after.totp());
    verification(before.verification(), after.verification());
    for (String role : before.roles()) {
      if (!after.roles().contains(role)) {
        collector.addBreaking("auth", "role " + role + " is gone", "no user has it any more");
      }
    }
    for (String role : after.roles()) {
      if (!before.roles().contains(role)) {
        collector.addAdditive("auth", "new role " + role, "no user has it yet");
      }
    }
    issuers(before.issuers(), after.issuers());
    providers(before.providers(), after.providers());
  }

  private void providers(Spec.Providers before, Spec.Providers after) {
    for (Spec.Provider old : before.list()) {
      Spec.Provider now = named(after, old.name());
      if (now == null) {
        collector.addBreaking(
            "auth",
            "provider " + old.name() + " is gone",
            "its people cannot sign in, and their sessions and API keys end unless they have a"
                + " password or a passkey; the name stays theirs");
      } else if (!old.issuer().equals(now.issuer())) {
        collector.addBreaking(
            "auth", "provider " + old.name() + " has another issuer", ANOTHER_ISSUER);
      }
    }
    for (Spec.Provider now : after.list()) {
      if (named(before, now.name()) == null) {
        collector.addAdditive("auth", "new provider " + now.name(), "its people may sign in");
      }
    }
    for (String old : before.redirects()) {
      if (!after.redirects().contains(old)) {
        collector.addBreaking(
            "auth", "redirect " + old + " is gone", "a sign-in that names it gets 400");
      }
    }
  }

  private static Spec.@Nullable Provider named(Spec.Providers providers, String name) {
    return providers.list().stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private void issuers(List<Spec.Issuer> before, List<Spec.Issuer> after) {
    for (Spec.Issuer old : before) {
      Spec.Issuer now = named(after, old.name());
      if (now == null) {
        collector.addBreaking(
            "auth",
            "issuer " + old.name() + " is gone",
            "its tokens get 401; the name stays that of its people");
        continue;
      }
      if (!Objects.equals(old.issuer(), now.issuer())) {
        collector.addBreaking(
            "auth", "issuer " + old.name() + " has another issuer", ANOTHER_ISSUER);
      }
      if (!old.audiences().equals(now.audiences())) {
        collector.addBreaking(
            "auth",
            "issuer " + old.name() + " has another audience",
            "tokens of before may get 401");
      }
      if (!algorithm(old).equals(algorithm(now))) {
        collector.addBreaking(
            "auth",
            "issuer " + old.name() + " has another algorithm",
            "tokens of " + algorithm(old) + " get 401");
      }
      if (!old.subject().equals(now.subject())) {
        collector.addBreaking(
            "auth",
            "issuer " + old.name() + " has another subject",
            "its people may get new, empty accounts");
      }
      if (!old.rolesClaim().equals(now.rolesClaim())) {
        collector.addBreaking(
            "auth",
            "issuer " + old.name() + " has another claim for roles",
            "its people may have other roles");
      }
    }
    for (Spec.Issuer now : after) {
      if (named(before, now.name()) == null) {
        collector.addAdditive("auth", "new issuer " + now.name(), "its tokens are accepted");
      }
    }
  }

  private static String algorithm(Spec.Issuer issuer) {
    return switch (issuer.keys()) {
      case Spec.IssuerKeys.JwkSet(_, var algorithm) -> algorithm.jose();
      case Spec.IssuerKeys.SharedSecret _ -> "HS256";
    };
  }

  private static Spec.@Nullable Issuer named(List<Spec.Issuer> issuers, String name) {
    return issuers.stream().filter(issuer -> issuer.name().equals(name)).findFirst().orElse(null);
  }

  private void verification(Verification before, Verification after) {
    if (before == after) {
      return;
    }
    String change = Collector.arrow("verification", before.text(), after.text());
    switch (after) {
      case NONE -> collector.addAdditive("auth", change, "no address has to be confirmed");
      case SIGN_IN ->
          collector.addBreaking(
              "auth",
              change,
              "sign-up returns no tokens, and accounts with an address that is not confirmed cannot"
                  + " sign in");
      case WRITES ->
          collector.addBreaking(
              "auth", change, "accounts with an address that is not confirmed may only read");
    }
  }

  private void totp(TotpRule before, TotpRule after) {
    if (before == after) {
      return;
    }
    String change = Collector.arrow("totp", before.text(), after.text());
    switch (after) {
      case NONE ->
          collector.addBreaking(
              "auth",
              change,
              "the routes of second factors are gone, and the accounts that have one sign in with"
                  + " the password alone");
      case OPTIONAL -> {
        if (before == TotpRule.REQUIRED) {
          collector.addAdditive(
              "auth", change, "a session without a second factor opens resources");
        } else {
          collector.addAdditive(
              "auth", change, "accounts may have a second factor; their log-in has two steps");
        }
      }
      case REQUIRED ->
          collector.addBreaking(
              "auth",
              change,
              "sessions and API keys that were made without a second factor open no resource");
    }
  }

  private void people(Spec.@Nullable People before, Spec.@Nullable People after) {
    String place = Spec.People.NAME;
    if (before == null && after != null) {
      collector.addAdditive(place, "new public profiles", "include may name an account");
    } else if (before != null && after == null) {
      collector.addBreaking(
          place,
          "public profiles are gone",
          "include of an account is refused, and PATCH /auth/me has no route");
    } else if (before != null && after != null) {
      new ResourceDiff(
              before.asResource(place),
              after.asResource(place),
              UnaryOperator.identity(),
              collector)
          .compare();
      relations(
          place,
          ReverseRelation.ofPeople(old.resources()),
          ReverseRelation.ofPeople(now.resources()));
    }
  }

  /// The resources of teams are compared like others. What the order of the roles means is said first.
  private void teams(@Nullable Teams before, @Nullable Teams after) {
    if (before != null && after != null && !before.administrator().equals(after.administrator())) {
      collector.addBreaking(
          Teams.TEAMS,
          Collector.arrow("administrators", before.administrator(), after.administrator()),
          "members with the former role no longer manage their team");
    }
  }

  /// Compares the names of reverse relations. A second reference to a resource renames the reverse
  /// relation of the first.
  ///
  /// @param of the resource, or the profiles
  private void relations(String of, List<ReverseRelation> before, List<ReverseRelation> after) {
    Map<String, String> names = new HashMap<>();
    for (ReverseRelation reverse : before) {
      names.put(end(reverse), reverse.name());
    }
    for (ReverseRelation reverse : after) {
      String name = names.get(endBefore(reverse));
      if (name != null && !name.equals(reverse.name())) {
        collector.addBreaking(
            of,
            Collector.arrow("relation", name, reverse.name()),
            "include and paths of the old name are refused");
      }
    }
  }

  /// The name in the old spec of a resource in the new spec.
  private String formerly(String name) {
    return now.resources().stream()
        .filter(r -> r.name().equals(name))
        .map(renameMatcher::previous)
        .flatMap(Stream::ofNullable)
        .map(Spec.Resource::name)
        .findFirst()
        .orElse(name);
  }

  /// The same reference in the old spec, if its resource or field was renamed.
  private String endBefore(ReverseRelation reverse) {
    for (Spec.Resource from : now.resources()) {
      Spec.Resource before = renameMatcher.previous(from);
      if (from.name().equals(reverse.resource()) && before != null) {
        Spec.Field by =
            RenameMatcher.ofFields(before.fields(), from.fields()).previous(reverse.field());
        return before.name() + "." + (by == null ? reverse.field() : by).name();
      }
    }
    return end(reverse);
  }

  private static String end(ReverseRelation reverse) {
    return reverse.resource() + "." + reverse.field().name();
  }

  /// Matches resources or fields of the new spec with those of the old spec: by name, otherwise by
  /// `renamed_from`.
  static final class RenameMatcher<T> {
    private final Map<String, T> previous = new HashMap<>();
    private final List<T> removed = new ArrayList<>();
    private final Function<T, String> name;

    private RenameMatcher(
        List<T> old, List<T> now, Function<T, String> name, Function<T, @Nullable String> had) {
      this.name = name;
      Map<String, T> left = new HashMap<>();
      old.forEach(o -> left.put(name.apply(o), o));
      now.forEach(n -> pair(n, left.remove(name.apply(n))));
      for (T each : now) {
        String former = had.apply(each);
        if (former != null && !previous.containsKey(name.apply(each))) {
          pair(each, left.remove(former));
        }
      }
      old.stream().filter(o -> left.containsKey(name.apply(o))).forEach(removed::add);
    }

    static RenameMatcher<Spec.Resource> ofResources(
        List<Spec.Resource> old, List<Spec.Resource> now) {
      return new RenameMatcher<>(old, now, Spec.Resource::name, Spec.Resource::renamedFrom);
    }

    static RenameMatcher<Spec.Field> ofFields(List<Spec.Field> old, List<Spec.Field> now) {
      return new RenameMatcher<>(old, now, Spec.Field::name, Spec.Field::renamedFrom);
    }

    private void pair(T now, @Nullable T old) {
      if (old != null) {
        previous.put(name.apply(now), old);
      }
    }

    /// The matching item of the old spec; null if the item is new.
    @Nullable T previous(T now) {
      return previous.get(name.apply(now));
    }

    /// The name in the new spec of an item of the old spec; the same for one without a match.
    String newName(String oldName) {
      return previous.entrySet().stream()
          .filter(match -> name.apply(match.getValue()).equals(oldName))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse(oldName);
    }

    /// The items of the old spec without a match, in the order of the old spec.
    List<T> removed() {
      return removed;
    }
  }
}
