package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.http.Replies;
import dev.freehold.http.Reply;
import dev.freehold.people.Person;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.RefreshTokens;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.JsonForm;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/// The answer to whoever has just proved who they are: the person and a pair of tokens.
final class Tokens {
  private final AccessTokenIssuer access;
  private final RefreshTokens refresh;
  private final List<String> roles;

  /// @param roles those of the spec, in its order; what else an account has means nothing (K5)
  Tokens(AccessTokenIssuer access, RefreshTokens refresh, List<String> roles) {
    this.access = access;
    this.refresh = refresh;
    this.roles = roles;
  }

  /// `{user, access_token, token_type, expires_in, refresh_token}`, never to be stored on its way (RFC 6749 section 5.1).
  Reply reply(int status, Person person, UUID session, long counter) {
    String accessToken = access.issue(person.id(), session, roles(person));
    String refreshToken = refresh.encode(session, counter);
    return Replies.data(
            status,
            out -> {
              out.writeStartObject();
              out.writeFieldName("user");
              write(out, person);
              out.writeStringField("access_token", accessToken);
              out.writeStringField("token_type", "bearer");
              out.writeNumberField("expires_in", access.lifeSeconds());
              out.writeStringField("refresh_token", refreshToken);
              out.writeEndObject();
            })
        .with("Cache-Control", "no-store");
  }

  private List<String> roles(Person person) {
    return roles.stream().filter(person.roles()::contains).toList();
  }

  /// The person, with `roles` only where the spec has any.
  void write(JsonGenerator out, Person person) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", person.id().toString());
    out.writeStringField("email", person.email());
    out.writeStringField("name", person.name());
    if (!roles.isEmpty()) {
      out.writeArrayFieldStart("roles");
      for (String role : roles(person)) {
        out.writeString(role);
      }
      out.writeEndArray();
    }
    out.writeFieldName("created_at");
    JsonForm.write(out, Scalar.DATETIME, person.createdAt());
    out.writeFieldName("updated_at");
    JsonForm.write(out, Scalar.DATETIME, person.updatedAt());
    out.writeEndObject();
  }
}
