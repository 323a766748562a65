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
import java.util.UUID;

/// The answer to whoever has just proved who they are: the person and a pair of tokens.
final class Tokens {
  private final AccessTokenIssuer access;
  private final RefreshTokens refresh;

  Tokens(AccessTokenIssuer access, RefreshTokens refresh) {
    this.access = access;
    this.refresh = refresh;
  }

  /// `{user, access_token, token_type, expires_in, refresh_token}`, never to be stored on its way (RFC 6749 section 5.1).
  Reply reply(int status, Person person, UUID session, long counter) {
    String accessToken = access.issue(person.id(), session);
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

  static void write(JsonGenerator out, Person person) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", person.id().toString());
    out.writeStringField("email", person.email());
    out.writeStringField("name", person.name());
    out.writeFieldName("created_at");
    JsonForm.write(out, Scalar.DATETIME, person.createdAt());
    out.writeFieldName("updated_at");
    JsonForm.write(out, Scalar.DATETIME, person.updatedAt());
    out.writeEndObject();
  }
}
