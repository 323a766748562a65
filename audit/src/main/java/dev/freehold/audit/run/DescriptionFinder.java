package dev.freehold.audit.run;

import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.OpenApiDescriptionReader;
import dev.freehold.description.OpenApiDescriptionReader.InvalidDescriptionException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds the OpenAPI document of a server: at the given URL, where the server says that it is, or at
/// common paths. Reads the full document of a server that serves a brief one: who may use an operation
/// stands only there.
final class DescriptionFinder {
  /// Below the given path, the root, `/api`, and where the server redirects to.
  private static final List<String> NAMES =
      List.of(
          "/openapi.json",
          "/openapi.yaml",
          "/openapi.yml",
          "/v3/api-docs",
          "/api-docs",
          "/swagger.json",
          "/docs/openapi.json",
          "/docs/openapi.yaml",
          "/swagger/v1/swagger.json",
          "/openapi/v1.json",
          "/v2/api-docs",
          "/swagger.yaml",
          "/docs-json",
          "/schema/",
          "/schema",
          "/swagger/doc.json",
          "/documentation/json",
          "/__api__",
          "/openapi");

  /// Below the path of a version.
  private static final List<String> NAMES_OF_VERSION =
      List.of("/openapi.json", "/openapi.yaml", "/api-docs", "/swagger.json", "/schema/");

  private static final List<String> VERSIONS = List.of("/api/v1", "/v1", "/api/v2", "/api/v3");

  private static final Pattern DOCUMENT =
      Pattern.compile("\"(openapi|swagger)\"|(?m:^[\"']?(openapi|swagger)[\"']?\\s*:)");

  /// Pages that say where the document is.
  private static final List<String> PAGES =
      List.of(
          "/docs",
          "/redoc",
          "/swagger",
          "/api/docs",
          "/swagger-ui/swagger-initializer.js",
          "/v3/api-docs/swagger-config",
          "/.well-known/api-catalog");

  private DescriptionFinder() {}

  /// @throws AuditStartException if there is no valid document
  static ApiDescription find(ApiClient client, URI url, AuditProfile profile) {
    return search(client, url, profile).description();
  }

  /// A document that was found.
  ///
  /// @param place its path, and its query
  record FoundDescription(ApiDescription description, String place) {}

  /// @throws AuditStartException if there is no valid document
  static FoundDescription search(ApiClient client, URI url, AuditProfile profile) {
    String given = url.getRawPath() == null ? "" : url.getRawPath();
    DescriptionSearch search = new DescriptionSearch(client, given);
    profile.description().ifPresent(search::add);
    search.add(given);
    search.addPage(given.isEmpty() ? "/" : given);
    String below = given.replaceFirst("/+$", "");
    NAMES.forEach(name -> search.add(below + name));
    NAMES.forEach(search::add);
    NAMES.forEach(name -> search.add("/api" + name));
    search.add("/api-json");
    for (String version : VERSIONS) {
      NAMES_OF_VERSION.forEach(name -> search.add(version + name));
    }
    PAGES.forEach(search::addPage);
    return search.run();
  }

  /// The places that are still to be looked at.
  private static final class DescriptionSearch {
    private final ApiClient client;
    private final String given;
    private final Deque<Place> places = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private String redirect = "";
    private boolean isAnswered;

    private record Place(String path, boolean isPage) {}

    private DescriptionSearch(ApiClient client, String given) {
      this.client = client;
      this.given = given;
    }

    private void add(String path) {
      if (path.startsWith("/")) {
        places.add(new Place(path, false));
      }
    }

    private void addPage(String path) {
      places.add(new Place(path, true));
    }

    private FoundDescription run() {
      while (!places.isEmpty()) {
        Place place = places.poll();
        if (!seen.add(place.toString())) {
          continue;
        }
        ClientResponse answer = get(client, place.path());
        if (looksLikeOne(answer)) {
          ApiDescription found = read(answer, client.base() + place.path());
          ApiDescription whole =
              found.full().map(address -> full(client, place.path(), address)).orElse(found);
          return new FoundDescription(whole, place.path());
        }
        if (place.path().equals(given) && answer.isSuccess()) {
          isAnswered = true;
        }
        follow(place, answer);
      }
      String hint =
          redirect.isEmpty()
              ? "Give the URL of the document, or --description FILE."
              : "The server redirects to "
                  + redirect
                  + ". The audit does not follow redirects; give that URL.";
      String where = isAnswered ? ", also not at " + given : "";
      throw new AuditStartException(
          client.base() + " serves no OpenAPI document" + where + ". " + hint);
    }

    private void follow(Place place, ClientResponse answer) {
      Optional<String> location =
          answer.status() / 100 == 3 ? answer.header("location") : Optional.empty();
      Optional<String> here = location.flatMap(each -> pathHere(place.path(), each));
      if (location.isPresent() && here.isEmpty() && redirect.isEmpty()) {
        redirect = location.get();
      }
      if (!place.isPage()) {
        return;
      }
      here.map(each -> each.replaceFirst("\\?.*$", "").replaceFirst("/+$", ""))
          .ifPresent(below -> NAMES.reversed().forEach(name -> addFirst(below + name)));
      DescriptionLinks.of(answer).stream()
          .flatMap(each -> pathHere(place.path(), each).stream())
          .forEach(this::addFirst);
    }

    private void addFirst(String path) {
      places.addFirst(new Place(path, false));
    }

    /// The path and query of a reference; empty if it leads to another server.
    private Optional<String> pathHere(String from, String reference) {
      try {
        URI target = URI.create(client.base() + from).resolve(reference.strip());
        String path = target.getRawPath() == null ? "" : target.getRawPath();
        boolean isHere = target.toString().startsWith(client.base() + "/");
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        return isHere && !path.isEmpty() ? Optional.of(path + query) : Optional.empty();
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
  }

  /// @param address of a document of the same server: a path, or a query for `place`
  private static ApiDescription full(ApiClient client, String place, String address) {
    String there = address.startsWith("?") ? place.replaceFirst("\\?.*$", "") + address : address;
    if (!there.startsWith("/") || there.startsWith("//")) {
      throw new AuditStartException(
          "the document at "
              + client.base()
              + place
              + " names a full one on another server: "
              + address);
    }
    ClientResponse answer = get(client, there);
    if (answer.status() != 200) {
      throw new AuditStartException(
          client.base() + there + " is named as the full document and returns " + answer.status());
    }
    return read(answer, client.base() + there);
  }

  private static ClientResponse get(ApiClient client, String place) {
    try {
      return client.send(ClientRequest.get(place).header("Accept", "application/json, */*"));
    } catch (RequestFailedException e) {
      if (e.reason() == RequestFailedException.Reason.TOO_LARGE) {
        throw new AuditStartException(
            "the OpenAPI document at "
                + place
                + " is larger than "
                + (OpenApiDescriptionReader.MAX_BYTES >> 20)
                + " MiB");
      }
      throw AuditStartException.of(e);
    }
  }

  /// Web servers often return their front page for any path.
  private static boolean looksLikeOne(ClientResponse answer) {
    return answer.status() == 200
        && !answer.mediaType().equals("text/html")
        && DOCUMENT.matcher(answer.text()).find();
  }

  private static ApiDescription read(ClientResponse answer, String where) {
    try {
      return OpenApiDescriptionReader.read(answer.body());
    } catch (InvalidDescriptionException e) {
      throw new AuditStartException("the document at " + where + " is invalid: " + e.getMessage());
    }
  }
}
