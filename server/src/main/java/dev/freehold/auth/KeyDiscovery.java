package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.token.PublishedKeys;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;

/// The routes by which other services find the keys of access tokens: the JWK Set (RFC 7517), and the
/// metadata that lead to it (OpenID Connect Discovery 1.0 section 3).
///
/// The metadata name no endpoint for authorization: this server is no OpenID provider. Libraries that
/// verify tokens read `issuer` and `jwks_uri` alone.
public final class KeyDiscovery {
  static final String JWKS = "/.well-known/jwks.json";
  static final String METADATA = "/.well-known/openid-configuration";

  /// How long a service may keep the keys. A new key is published longer before it signs.
  private static final String CACHE = "public, max-age=300";

  private KeyDiscovery() {}

  public static List<Route> routes(PublishedKeys keys) {
    return List.of(
        route(JWKS, out -> out.writeRawValue(keys.jwks())),
        route(METADATA, out -> writeMetadata(out, keys)));
  }

  private static void writeMetadata(JsonGenerator out, PublishedKeys keys) throws IOException {
    out.writeStartObject();
    out.writeStringField("issuer", keys.issuer());
    out.writeStringField("jwks_uri", keys.issuer() + JWKS);
    out.writeFieldName("response_types_supported");
    out.writeArray(new String[0], 0, 0);
    out.writeFieldName("grant_types_supported");
    out.writeArray(new String[0], 0, 0);
    out.writeFieldName("subject_types_supported");
    out.writeArray(new String[] {"public"}, 0, 1);
    out.writeFieldName("id_token_signing_alg_values_supported");
    String[] algorithms =
        keys.accepted().stream()
            .map(key -> key.algorithm().jose())
            .distinct()
            .toArray(String[]::new);
    out.writeArray(algorithms, 0, algorithms.length);
    out.writeEndObject();
  }

  private static Route route(String path, ReplyEnvelope.DataContent json) {
    Future<Reply> reply =
        Future.succeededFuture(ReplyEnvelope.bare(200, json).withHeader("Cache-Control", CACHE));
    Endpoint endpoint =
        request -> {
          request.rejectQueryParameters();
          return reply;
        };
    return new Route(RequestMethod.GET, path, Route.Body.IGNORED, endpoint);
  }
}
