package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.input.StrictJsonReader;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.input.ViolationCollector;
import dev.freehold.passkey.CredentialJson;
import dev.freehold.passkey.CredentialJson.Ceremony;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A body with a credential and strings beside it.
///
/// @param credential usable only without violations
record PasskeyBody(
    StringFieldsBody texts, @Nullable CredentialJson credential, List<Violation> violations) {
  static final String CHALLENGE = "challenge_id";
  static final String CREDENTIAL = "credential";

  private static final StringField CHALLENGE_FIELD = StringField.required(CHALLENGE);

  PasskeyBody {
    violations = List.copyOf(violations);
  }

  /// @param others the string members beside the challenge
  /// @throws dev.freehold.problem.ProblemException as [StrictJsonReader#read] does
  static PasskeyBody read(Buffer body, Ceremony ceremony, StringField... others) {
    List<StringField> members = new ArrayList<>(List.of(CHALLENGE_FIELD));
    members.addAll(Arrays.asList(others));
    StringFieldsBody texts =
        StringFieldsBody.readAmongOthers(body, members.toArray(StringField[]::new));
    List<String> names = members.stream().map(StringField::name).collect(Collectors.toList());
    names.add(CREDENTIAL);
    ViolationCollector violations = new ViolationCollector();
    violations.addAll(texts.violations());
    Optional<CredentialJson> credential =
        StrictJsonReader.read(
            body.getBytes(),
            in -> Optional.ofNullable(credential(in, ceremony, names, violations)));
    return new PasskeyBody(texts, credential.orElse(null), violations.all());
  }

  /// Whether an object has a credential.
  ///
  /// @throws dev.freehold.problem.ProblemException as [StrictJsonReader#read] does
  static boolean hasCredential(Buffer body) {
    return StrictJsonReader.read(
        body.getBytes(),
        in -> {
          if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return false;
          }
          boolean found = false;
          while (in.nextToken() != JsonToken.END_OBJECT) {
            found |= in.currentName().equals(CREDENTIAL);
            in.nextToken();
            in.skipChildren();
          }
          return found;
        });
  }

  private static @Nullable CredentialJson credential(
      JsonParser in, Ceremony ceremony, List<String> names, ViolationCollector violations)
      throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      violations.addForWholeRequest(ViolationCode.TYPE, "The body must be an object.");
      return null;
    }
    CredentialJson credential = null;
    boolean seen = false;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      if (name.equals(CREDENTIAL)) {
        seen = true;
        credential = CredentialJson.read(in, CREDENTIAL, ceremony, violations);
      } else {
        if (!names.contains(name)) {
          violations.addUnknown(name, names);
        }
        in.skipChildren();
      }
    }
    if (!seen) {
      violations.add(CREDENTIAL, ViolationCode.REQUIRED, "must be given");
    }
    return credential;
  }
}
