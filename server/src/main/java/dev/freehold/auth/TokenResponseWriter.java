package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.UserRepository.UserProfile;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.RefreshTokenCodec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Writes the response to signup, log-in and refresh: the user and a pair of tokens.
final class TokenResponseWriter {
  private final AccessTokenIssuer access;
  private final RefreshTokenCodec refresh;
  private final List<String> roles;

  /// @param roles the roles of the spec, in its order; other roles of an account are ignored (K5)
  TokenResponseWriter(AccessTokenIssuer access, RefreshTokenCodec refresh, List<String> roles) {
    this.access = access;
    this.refresh = refresh;
    this.roles = roles;
  }

  /// `{user, access_token, token_type, expires_in, refresh_token}`, with `Cache-Control: no-store`
  /// (RFC 6749 section 5.1).
  Reply reply(int status, UserProfile person, UUID session, long counter) {
    String accessToken = access.issue(person.id(), session, roles(person));
    String refreshToken = refresh.encode(session, counter);
    return ReplyEnvelope.data(
            status,
            out -> {
              out.writeStartObject();
              out.writeFieldName("user");
              write(out, person, Map.of());
              out.writeStringField("access_token", accessToken);
              out.writeStringField("token_type", "bearer");
              out.writeNumberField("expires_in", access.lifeSeconds());
              out.writeStringField("refresh_token", refreshToken);
              out.writeEndObject();
            })
        .withHeader("Cache-Control", "no-store");
  }

  private List<String> roles(UserProfile person) {
    return roles.stream().filter(person.roles()::contains).toList();
  }

  /// Writes the user; `roles` only if the spec has roles.
  ///
  /// @param profile further members, as [CallerProfile] returns them
  void write(JsonGenerator out, UserProfile person, Map<String, String> profile)
      throws IOException {
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
    StoredTimeWriter.write(out, person.createdAt());
    out.writeFieldName("updated_at");
    StoredTimeWriter.write(out, person.updatedAt());
    for (Map.Entry<String, String> field : profile.entrySet()) {
      out.writeFieldName(field.getKey());
      out.writeRawValue(field.getValue());
    }
    out.writeEndObject();
  }
}
