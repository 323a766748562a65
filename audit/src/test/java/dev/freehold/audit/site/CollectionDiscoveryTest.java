package dev.freehold.audit.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowUse;
import dev.freehold.audit.RowUse.Place;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.OpenApiDescriptionReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The collections of documents in the shapes that are common for public APIs.
final class CollectionDiscoveryTest {
  private final Map<String, JsonObject> paths = new LinkedHashMap<>();

  /// @param line such as `GET /tasks/{id}`
  private JsonObject operation(String line) {
    String path = line.substring(line.indexOf(' ') + 1);
    JsonObject operation = new JsonObject().put("responses", new JsonObject());
    JsonArray parameters = new JsonArray();
    java.util.regex.Pattern.compile("\\{([^}]*)\\}")
        .matcher(path)
        .results()
        .forEach(
            each ->
                parameters.add(
                    new JsonObject()
                        .put("name", each.group(1))
                        .put("in", "path")
                        .put("required", true)
                        .put("schema", new JsonObject().put("type", "string"))));
    operation.put("parameters", parameters);
    paths
        .computeIfAbsent(path, _ -> new JsonObject())
        .put(line.substring(0, line.indexOf(' ')).toLowerCase(java.util.Locale.ROOT), operation);
    return operation;
  }

  private CollectionDiscoveryTest operations(String... lines) {
    for (String line : lines) {
      operation(line);
    }
    return this;
  }

  private CollectionDiscoveryTest query(String line, String name) {
    operation(line)
        .getJsonArray("parameters")
        .add(
            new JsonObject()
                .put("name", name)
                .put("in", "query")
                .put("schema", new JsonObject().put("type", "integer")));
    return this;
  }

  private CollectionDiscoveryTest body(String line, JsonObject properties) {
    operation(line)
        .put(
            "requestBody",
            new JsonObject()
                .put(
                    "content",
                    new JsonObject()
                        .put(
                            "application/json",
                            new JsonObject().put("schema", object(properties)))));
    return this;
  }

  private static JsonObject object(JsonObject properties) {
    return new JsonObject().put("type", "object").put("properties", properties);
  }

  private static JsonObject properties(String... names) {
    JsonObject properties = new JsonObject();
    for (String name : names) {
      boolean isNumber = name.endsWith("id") || name.equals("quantity");
      properties.put(name, new JsonObject().put("type", isNumber ? "integer" : "string"));
    }
    return properties;
  }

  private List<ResourceCollection> collections() {
    JsonObject all = new JsonObject();
    paths.forEach(all::put);
    ApiDescription description =
        OpenApiDescriptionReader.read(
            new JsonObject()
                .put("openapi", "3.0.3")
                .put("info", new JsonObject().put("title", "t").put("version", "1"))
                .put("paths", all));
    return CollectionDiscovery.collections(
        description,
        new DescribedAuthenticationFlow(description, AuditProfile.NONE, Optional::empty));
  }

  private ResourceCollection collection(String name) {
    List<ResourceCollection> all = collections();
    return all.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + all));
  }

  private static List<String> uses(ResourceCollection collection) {
    return collection.uses().stream()
        .map(use -> use + " " + use.place() + " " + use.name())
        .toList();
  }

  @Test
  void aListAndARowThatDifferInTheSlashAtTheEnd() {
    operations("GET /books/", "POST /books/", "GET /books/{book_id}", "DELETE /books/{book_id}/");
    ResourceCollection books = collection("books");
    assertThat(collections()).hasSize(1);
    assertThat(books.list()).hasToString("Optional[GET /books/]");
    assertThat(books.create()).isPresent();
    assertThat(books.path()).isEqualTo("/books/");
    assertThat(books.itemPath()).contains("/books/{book_id}");
    assertThat(books.delete()).isPresent();
  }

  @Test
  void theVersionInAPathIsNoName() {
    operations("GET /books/v1", "POST /books/v1", "GET /books/v1/{book_title}");
    ResourceCollection books = collection("books");
    assertThat(books.idParameter()).isEqualTo("book_title");
    JsonObject row =
        new JsonObject().put("book_title", "Emma").put("owner", "ann").put("secret", "s");
    assertThat(books.key().of(row)).contains("Emma");
  }

  @Test
  void rowsNamedBySlugsWithBodiesInAnEnvelope() {
    JsonObject article = object(properties("title", "description", "body"));
    body("POST /articles", new JsonObject().put("article", article))
        .operations(
            "GET /articles",
            "GET /articles/{slug}",
            "PUT /articles/{slug}",
            "POST /articles/{slug}/favorite",
            "GET /articles/{slug}/comments",
            "POST /articles/{slug}/comments",
            "DELETE /articles/{slug}/comments/{id}");
    ResourceCollection articles = collection("articles");
    assertThat(articles.body().orElseThrow().properties())
        .containsOnlyKeys("title", "description", "body");
    assertThat(articles.key().of(new JsonObject().put("id", 3).put("slug", "a-title")))
        .contains("a-title");
    assertThat(uses(articles))
        .containsExactly(
            "POST /articles/{slug}/favorite PATH slug",
            "GET /articles/{slug}/comments PATH slug",
            "POST /articles/{slug}/comments PATH slug");
    ResourceCollection comments = collection("comments");
    assertThat(comments.parents()).containsEntry("slug", "articles");
    assertThat(comments.delete()).isPresent();
  }

  @Test
  void nestedRowsWhoseParametersHaveOtherNamesInEachPath() {
    operations(
        "GET /shops/{id}",
        "GET /shops/{shop}/orders",
        "POST /shops/{shopId}/orders",
        "GET /shops/{shop}/orders/{order}");
    ResourceCollection orders = collection("orders");
    assertThat(orders.create()).isPresent();
    assertThat(orders.idParameter()).isEqualTo("order");
    assertThat(orders.parents()).containsEntry("shop", "shops");
    assertThat(uses(collection("shops")))
        .containsExactly(
            "GET /shops/{shop}/orders PATH shop", "POST /shops/{shopId}/orders PATH shopId");
  }

  @Test
  void createsAndListsAtPathsOfTheirOwn() {
    body("POST /articles/create", properties("title"))
        .operations("GET /articles/all", "GET /articles/{id}");
    ResourceCollection articles = collection("articles");
    assertThat(collections()).hasSize(1);
    assertThat(articles.create()).hasToString("Optional[POST /articles/create]");
    assertThat(articles.list()).hasToString("Optional[GET /articles/all]");
  }

  @Test
  void phrasesInsteadOfPaths() {
    body("POST /createNote", properties("text"))
        .operations("GET /getNotes")
        .query("GET /getNote", "id")
        .query("POST /deleteNote", "id");
    body("POST /updateNote", properties("note_id", "text"));
    List<ResourceCollection> all = collections();
    assertThat(all).hasSize(1);
    ResourceCollection notes = all.getFirst();
    assertThat(notes.create()).hasToString("Optional[POST /createNote]");
    assertThat(notes.list()).hasToString("Optional[GET /getNotes]");
    assertThat(notes.itemPath()).contains("/getNote?id={id}");
    assertThat(uses(notes))
        .containsExactly("POST /deleteNote QUERY id", "POST /updateNote BODY note_id");
  }

  @Test
  void idsInTheQueryAndInTheBodyOfOtherPaths() {
    body("POST /workshop/shop/orders", properties("product_id", "quantity"))
        .operations(
            "GET /workshop/shop/orders/all",
            "GET /workshop/shop/orders/{order_id}",
            "GET /workshop/shop/products",
            "POST /workshop/shop/products",
            "GET /vehicle/vehicles",
            "GET /vehicle/{vehicleId}/location")
        .query("POST /workshop/shop/orders/return_order", "order_id");
    body("POST /workshop/refunds", properties("order_id", "reason"));
    ResourceCollection orders = collection("orders");
    assertThat(uses(orders))
        .containsExactly(
            "POST /workshop/shop/orders/return_order QUERY order_id",
            "POST /workshop/refunds BODY order_id");
    assertThat(orders.list()).hasToString("Optional[GET /workshop/shop/orders/all]");
    RowUse location = collection("vehicles").uses().getFirst();
    assertThat(location.place()).isEqualTo(Place.PATH);
    assertThat(location.name()).isEqualTo("vehicleId");
  }

  @Test
  void theUsesOfAPersonByName() {
    operations(
        "GET /users/v1",
        "GET /users/v1/{username}",
        "DELETE /users/v1/{username}",
        "PUT /users/v1/{username}/password",
        "PUT /users/v1/{username}/email");
    ResourceCollection users = collection("users");
    assertThat(users.key().of(new JsonObject().put("email", "a@b.c").put("username", "ann")))
        .contains("ann");
    assertThat(uses(users))
        .containsExactly(
            "PUT /users/v1/{username}/password PATH username",
            "PUT /users/v1/{username}/email PATH username");
  }

  @Test
  void aNameThatBeginsWithAVerbIsNoPhraseIfRowsAreBelowIt() {
    operations("GET /add_ons", "POST /add_ons", "GET /add_ons/{id}");
    assertThat(collections()).hasSize(1);
    assertThat(collection("add_ons").create()).isPresent();
  }

  @Test
  void anIdThatFitsTheParameterOfThePath() {
    operation("GET /vehicles/{vehicleId}")
        .getJsonArray("parameters")
        .getJsonObject(0)
        .put("schema", new JsonObject().put("type", "string").put("format", "uuid"));
    operations("GET /vehicles");
    JsonObject row =
        new JsonObject().put("id", 7).put("uuid", "0fa0e30a-1c5c-4a4c-8fe0-5f5c3e1d3b6a");
    assertThat(collection("vehicles").key().of(row))
        .contains("0fa0e30a-1c5c-4a4c-8fe0-5f5c3e1d3b6a");
  }
}
