package dev.freehold.audit;

import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An operation that would take the ground from under the audit, as far as its name tells.
public record HeldBackOperation(DescribedOperation operation, Harm harm) {
  /// What an operation would do to the audit.
  public enum Harm {
    /// Nobody calls it.
    SERVER("its name says that it deletes or resets data of everybody, or stops the server"),
    SESSION("it ends the session"),
    ACCOUNT("it deletes the account"),
    PASSWORD("it changes the password");

    private final String reason;

    Harm(String reason) {
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  private static final Set<String> SERVER_WORDS =
      Set.of(
          "reset",
          "seed",
          "reseed",
          "shutdown",
          "restart",
          "reboot",
          "purge",
          "wipe",
          "truncate",
          "flush",
          "nuke",
          "createdb",
          "initdb",
          "resetdb",
          "dropdb",
          "cleardb",
          "seeddb");
  private static final Set<String> DATABASE = Set.of("db", "database", "schema", "tables", "data");
  private static final Set<String> DATABASE_VERBS =
      Set.of(
          "create", "init", "drop", "clear", "populate", "delete", "recreate", "restore", "fill");
  private static final Set<String> PASSWORDS = Set.of("password", "passwd", "pwd");
  private static final Set<String> RECOVERY =
      Set.of("forgot", "forgotten", "reset", "recover", "recovery", "request", "confirm");
  private static final Set<String> PROOFS =
      Set.of("email", "mail", "username", "phone", "code", "otp", "token", "pin");
  private static final Set<String> ASKED =
      Stream.concat(PROOFS.stream(), PASSWORDS.stream()).collect(Collectors.toUnmodifiableSet());
  private static final Set<String> SIGN_IN = Set.of("auth", "login", "signin", "credentials");
  private static final Set<String> PERSON = Set.of("me", "account", "profile", "self", "user");
  private static final Pattern SESSION_OF_ACCOUNT =
      Pattern.compile("(?i).*/(auth|me|accounts?|users?)(/[^/]+)?/sessions/\\{[^}/]+\\}/?");
  private static final Set<String> ENDINGS =
      Set.of("delete", "deactivate", "disable", "close", "terminate");

  /// The operations of a description that are held back, in its order.
  public static List<HeldBackOperation> of(
      ApiDescription description, AuthenticationFlow accounts) {
    List<HeldBackOperation> found = new ArrayList<>();
    for (DescribedOperation each : description.operations()) {
      harm(each, accounts).ifPresent(harm -> found.add(new HeldBackOperation(each, harm)));
    }
    return List.copyOf(found);
  }

  private static Optional<Harm> harm(DescribedOperation operation, AuthenticationFlow accounts) {
    Optional<DescribedOperation> self = Optional.of(operation);
    if (accounts.signup().equals(self)
        || accounts.login().equals(self)
        || accounts.refresh().equals(self)) {
      return Optional.empty();
    }
    List<String> words = words(lastSegment(operation.path()));
    List<String> path = words(operation.path().replaceAll("\\{[^}]*}", ""));
    boolean ofRow = operation.path().endsWith("}") || operation.path().endsWith("}/");
    boolean writes = !operation.method().equals("GET");
    boolean password = path.stream().anyMatch(PASSWORDS::contains);
    if (password) {
      boolean recovers = path.stream().anyMatch(RECOVERY::contains);
      return writes && !recovers ? Optional.of(Harm.PASSWORD) : Optional.empty();
    }
    // What resets one row of the audit resets nothing of others, unless it says so.
    boolean isOfAll =
        !operation.path().contains("{") || words.stream().anyMatch(DATABASE::contains);
    if (!ofRow && isOfAll && resets(words) && !isOfPassword(operation, path)) {
      return Optional.of(Harm.SERVER);
    }
    if (accounts.logout().equals(self) || endsSession(operation, words)) {
      return Optional.of(Harm.SESSION);
    }
    boolean person = !ofRow && PERSON.contains(words.isEmpty() ? "" : words.getLast());
    boolean closes =
        writes
            && words.stream().anyMatch(ENDINGS::contains)
            && path.stream().anyMatch(PERSON::contains)
            && !operation.path().contains("{");
    return (person && operation.method().equals("DELETE")) || closes
        ? Optional.of(Harm.ACCOUNT)
        : Optional.empty();
  }

  /// A reset that asks for an address or a code is that of one password.
  private static boolean isOfPassword(DescribedOperation operation, List<String> path) {
    Stream<String> inBody =
        BodyEnvelope.rowSchema(operation).stream()
            .flatMap(schema -> schema.properties().keySet().stream());
    Stream<String> inQuery =
        operation.parameters(Parameter.Location.QUERY).stream().map(Parameter::name);
    boolean asksForProof =
        Stream.concat(inBody, inQuery)
            .anyMatch(name -> words(name).stream().anyMatch(ASKED::contains));
    boolean isOfSignIn = path.stream().anyMatch(SIGN_IN::contains);
    return asksForProof || (isOfSignIn && path.stream().noneMatch(DATABASE::contains));
  }

  private static boolean resets(List<String> words) {
    return words.stream().anyMatch(SERVER_WORDS::contains)
        || (words.stream().anyMatch(DATABASE::contains)
            && words.stream().anyMatch(DATABASE_VERBS::contains))
        || (words.contains("shut") && words.contains("down"))
        || (words.contains("delete") && words.contains("all"));
  }

  private static boolean endsSession(DescribedOperation operation, List<String> words) {
    String joined = String.join("", words);
    boolean deletes = operation.method().equals("DELETE");
    return joined.startsWith("logout")
        || joined.startsWith("signout")
        || joined.equals("revoke")
        || (deletes && Set.of("session", "sessions", "token", "login").contains(joined))
        || (deletes && SESSION_OF_ACCOUNT.matcher(operation.path()).matches());
  }

  private static String lastSegment(String path) {
    String end = path.replaceFirst("/+$", "");
    return end.substring(end.lastIndexOf('/') + 1);
  }

  /// The words of a name in lower case: `resetDb`, `reset_db` and `reset-db` have two.
  private static List<String> words(String name) {
    String split = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    return List.of(split.split("[^a-z0-9]+")).stream().filter(each -> !each.isEmpty()).toList();
  }

  /// Whether the user may be the caller. Neither user of the audit may lose its session, account or
  /// password; another account, and a client without a token, may try.
  ///
  /// @param users the current user A and user B
  public boolean mayBeCalledBy(AuditUser user, List<AuditUser> users) {
    return switch (harm) {
      case SERVER -> false;
      case SESSION -> !users.contains(user);
      case ACCOUNT, PASSWORD -> users.stream().noneMatch(each -> each.label().equals(user.label()));
    };
  }
}
