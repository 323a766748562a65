package dev.freehold.pages;

import dev.freehold.http.Route;
import dev.freehold.pages.StaticFile.LazyFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Serves `/openapi.json`, Swagger UI at `/docs` and ReDoc at `/redoc`, all from the jar.
public final class ApiDocs {
  private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";
  private static final String REDOC = "/META-INF/resources/webjars/redoc/2.5.1/redoc.standalone.js";

  /// The only external image of ReDoc, which is replaced by a local one.
  private static final String REDOC_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg";

  /// ReDoc adds two `style` elements: one filled by script, which the browser hashes as empty, and
  /// one of fixed text. These hashes allow the two and no other.
  private static final String REDOC_POLICY =
      StaticFile.PAGE_POLICY.replace(
          "style-src 'self'",
          "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
              + " 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='");

  private ApiDocs() {}

  /// @param openApiJson the document as it is served
  public static List<Route> routes(String openApiJson) {
    byte[] document = openApiJson.getBytes(StandardCharsets.UTF_8);
    return List.of(
        new StaticFile(document, "application/json", null).route("/openapi.json"),
        StaticFile.resource("/pages/docs.html", StaticFile.PAGE_POLICY).route("/docs"),
        file("/pages/docs.js").route("/docs/init.js"),
        lazy(SWAGGER_UI + "swagger-ui.css").route("/docs/swagger-ui.css"),
        lazy(SWAGGER_UI + "swagger-ui-bundle.js").route("/docs/swagger-ui-bundle.js"),
        StaticFile.resource("/pages/redoc.html", REDOC_POLICY).route("/redoc"),
        file("/pages/redoc.css").route("/redoc/redoc.css"),
        file("/pages/redoc.js").route("/redoc/init.js"),
        new LazyFile(ApiDocs::redoc).route("/redoc/redoc.standalone.js"));
  }

  private static StaticFile file(String resource) {
    return StaticFile.resource(resource, null);
  }

  private static LazyFile lazy(String resource) {
    return new LazyFile(() -> file(resource));
  }

  private static StaticFile redoc() {
    try (InputStream in = ApiDocs.class.getResourceAsStream(REDOC)) {
      if (in == null) {
        throw new IllegalStateException("Not in the jar: " + REDOC);
      }
      String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!script.contains(REDOC_LOGO)) {
        throw new IllegalStateException("Another ReDoc; look at what it loads from elsewhere");
      }
      byte[] own = script.replace(REDOC_LOGO, "/favicon.svg").getBytes(StandardCharsets.UTF_8);
      return new StaticFile(own, StaticFile.contentType(REDOC), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
