package dev.freehold.audit.site;

import dev.freehold.audit.HeldBackOperation;
import dev.freehold.audit.TokenPlacement;
import dev.freehold.audit.site.AuditProfile.RequestTemplate;
import dev.freehold.audit.site.CredentialsBody.Credentials;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The profile that an audit would go by, for a person to correct.
public final class AuditProfileGuess {
  private static final Credentials WHO =
      new Credentials("some-body-in-the-profile@example.com", "Password-Of-The-Profile-1", false);

  private AuditProfileGuess() {}

  /// @param place of the document on the server; empty if it was given as a file
  public static AuditProfile of(ApiDescription description, Optional<String> place) {
    DescribedAuthenticationFlow accounts =
        new DescribedAuthenticationFlow(description, AuditProfile.NONE, Optional::empty);
    Optional<DescribedOperation> signup = accounts.signup();
    Optional<DescribedOperation> login = accounts.login();
    boolean named = signup.filter(CredentialsBody::hasName).isPresent();
    Credentials atLogin = new Credentials(WHO.email(), WHO.password(), !named);
    return new AuditProfile(
        place,
        signup.map(each -> template(description, each, WHO)),
        login.map(each -> template(description, each, atLogin)),
        accounts.refresh().map(each -> refresh(accounts, each)),
        accounts.logout().map(each -> bare(description, each)),
        login
            .or(() -> signup)
            .flatMap(DescribedOperation::successSchema)
            .flatMap(DescribedAuthenticationFlow::tokenPath),
        Optional.empty(),
        Optional.empty(),
        header(description),
        List.of(),
        deletion(description, accounts));
  }

  private static String header(ApiDescription description) {
    TokenPlacement likeliest =
        TokenPlacements.of(description, List.of()).stream()
            .filter(each -> each.in() == TokenPlacement.Location.HEADER)
            .findFirst()
            .orElse(TokenPlacement.BEARER);
    return likeliest.name() + ": " + likeliest.template();
  }

  private static RequestTemplate refresh(
      DescribedAuthenticationFlow accounts, DescribedOperation operation) {
    return accounts
        .refreshCall("{refreshToken}")
        .map(call -> template(call))
        .orElseThrow(() -> new IllegalArgumentException(operation.toString()));
  }

  private static RequestTemplate bare(ApiDescription description, DescribedOperation operation) {
    return new RequestTemplate(
        operation.method(), description.base() + operation.path(), false, new JsonObject());
  }

  /// Only an operation without other parameters than the user itself.
  private static Optional<RequestTemplate> deletion(
      ApiDescription description, DescribedAuthenticationFlow accounts) {
    return HeldBackOperation.of(description, accounts).stream()
        .filter(each -> each.harm() == HeldBackOperation.Harm.ACCOUNT)
        .map(HeldBackOperation::operation)
        .filter(each -> each.method().equals("DELETE"))
        .filter(each -> each.parameters(Parameter.Location.PATH).isEmpty())
        .map(each -> bare(description, each))
        .findFirst();
  }

  private static RequestTemplate template(
      ApiDescription description, DescribedOperation operation, Credentials who) {
    return template(DescribedAuthenticationFlow.described(description, operation, who));
  }

  private static RequestTemplate template(ClientRequest call) {
    String target = withPlaceholders(call.target());
    String body = call.bodyText();
    if (body.startsWith("{")) {
      return new RequestTemplate(
          call.method(), target, false, (JsonObject) placed(new JsonObject(body)));
    }
    JsonObject fields = new JsonObject();
    for (String pair : body.isEmpty() ? new String[0] : body.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      fields.put(decoded(sides[0]), withPlaceholders(decoded(sides[1])));
    }
    return new RequestTemplate(call.method(), target, !fields.isEmpty(), fields);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static Object placed(Object value) {
    return switch (value) {
      case JsonObject object -> {
        Map<String, Object> all = new LinkedHashMap<>();
        object.forEach(
            each -> all.put(each.getKey(), each.getValue() == null ? "" : placed(each.getValue())));
        yield new JsonObject(all);
      }
      case JsonArray array -> new JsonArray(array.stream().map(AuditProfileGuess::placed).toList());
      case String text -> withPlaceholders(text);
      default -> value;
    };
  }

  private static String withPlaceholders(String text) {
    return text.replace(ClientRequest.encode(WHO.email()), "{email}")
        .replace(WHO.email(), "{email}")
        .replace(WHO.password(), "{password}")
        .replace(ClientRequest.encode(WHO.phone()), "{phone}")
        .replace(WHO.phone(), "{phone}")
        .replace(WHO.name(), "{username}");
  }
}
