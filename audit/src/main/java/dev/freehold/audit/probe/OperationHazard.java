package dev.freehold.audit.probe;

import dev.freehold.audit.Site;
import dev.freehold.description.DescribedOperation;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which operations probes may call many times with unusual values: none that deletes, resets or
/// ends something by its name, none of sign-in, none that changes an account, and with `--safe`
/// only those that read.
public final class OperationHazard {
  private static final Pattern ENDING =
      Pattern.compile(
          "(?i).*(delete|destroy|remove|drop|purge|wipe|truncate|flush|clear|reset|restore|seed"
              + "|(create|init|populate|migrate|setup)-?_?(db|data|database)|shutdown|restart|reboot"
              + "|reload|stop|kill|log-?_?out|sign-?_?out|revoke|deactivate|disable|unsubscribe|cancel"
              + "|password|credential).*");
  private static final Pattern ACCOUNT =
      Pattern.compile(
          "(?i).*/(me|whoami|self|users?|accounts?|people|persons?|profiles?|auth|identity)(/.*)?");
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH");

  private OperationHazard() {}

  /// Whether the name of an operation says that it ends, deletes or resets something.
  public static boolean ends(DescribedOperation operation) {
    return operation.method().equals("DELETE")
        || ENDING.matcher(operation.path()).matches()
        || ENDING.matcher(operation.operationId()).matches();
  }

  /// Whether a probe may call the operation many times, with rows that it made.
  public static boolean isHarmless(Site site, DescribedOperation operation) {
    Site.AuthenticationFlow flow = site.authentication();
    boolean isOfSignIn =
        Stream.of(flow.signup(), flow.login(), flow.refresh(), flow.logout())
            .anyMatch(each -> each.equals(Optional.of(operation)));
    boolean isOnMany =
        site.collections().stream()
            .anyMatch(
                each ->
                    Stream.of(each.updateMany(), each.updateEach(), each.deleteMany())
                        .anyMatch(one -> one.equals(Optional.of(operation))));
    boolean reads = operation.method().equals("GET");
    return METHODS.contains(operation.method())
        && !ends(operation)
        && site.mayCall(operation, site.userA())
        && !isOfSignIn
        && !isOnMany
        && (reads || (!site.isSafe() && !ACCOUNT.matcher(operation.path()).matches()));
  }
}
