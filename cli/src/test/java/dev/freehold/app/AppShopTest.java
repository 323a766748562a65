package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ScenarioClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests `examples/shop` on the whole server: fields that only some roles may read or write, and
/// rows that staff may see besides their owners.
final class AppShopTest {
  private static final String COST = "7.77";

  @TempDir static Path directory;
  private static AppWithRoles shop;
  private static ScenarioClient manager;
  private static ScenarioClient warehouse;
  private static ScenarioClient customer;
  private static int number;

  private long product;

  @BeforeAll
  static void start() throws IOException {
    shop = new AppWithRoles("shop", directory);
    manager = shop.person("manager");
    warehouse = shop.person("warehouse");
    customer = shop.person();
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  @BeforeEach
  void somethingForSale() {
    JsonObject body =
        new JsonObject()
            .put("sku", "LAMP-" + ++number)
            .put("name", "Lamp")
            .put("price", "20")
            .put("cost", COST)
            .put("stock", 4321);
    product = manager.post("/products", body.encode()).expect(201).data().getLong("id");
  }

  @Test
  void costAndStockAreForStaff() {
    String path = "/products/" + product;
    for (ScenarioClient client : List.of(shop.nobody(), customer)) {
      JsonObject seen = client.get(path).expect(200).data();
      assertThat(seen.fieldNames()).contains("price").doesNotContain("cost", "stock");
      client.get("/products?limit=100").expect(200).bodyHasNo(COST).bodyHasNo("4321");
      for (String query :
          List.of("cost[lt]=8", "stock[gt]=0", "sort=-stock", "fields=cost", "or=(cost.eq.7.77)")) {
        client.get("/products?" + query).expect(400, "VALIDATION_ERROR").bodyHasNo(COST);
      }
      assertThat(client.get("/products?q=LAM&limit=1").column("products", "name"))
          .containsExactly("Lamp");
    }
    assertThat(warehouse.get(path).data().fieldNames()).contains("stock").doesNotContain("cost");
    assertThat(manager.get(path).data().getString("cost")).isEqualTo(COST);
    assertThat(manager.get("/products?cost=" + COST + "&sort=-stock&count=none").expect(200))
        .satisfies(answer -> assertThat(answer.column("products", "id")).isNotEmpty());
  }

  @Test
  void theCatalogueIsTheManagers() {
    String path = "/products/" + product;
    shop.nobody().patch(path, "{\"price\":1}").expect(401, "UNAUTHORIZED");
    customer.patch(path, "{\"price\":1}").expect(403, "FORBIDDEN");
    customer.post("/products", "{}").expect(403, "FORBIDDEN");
    customer.delete(path).expect(403, "FORBIDDEN");
    warehouse.patch(path, "{\"stock\":3}").expect(200);
    warehouse.patch(path, "{\"price\":1}").expect(400).details("price read_only");
    warehouse.patch(path, "{\"cost\":1}").expect(400).details("cost unknown");
    manager
        .patch(path, "{\"list_price\":\"19.99\"}")
        .expect(400, "VALIDATION_ERROR")
        .bodyHasNo("check");
    JsonObject row = manager.patch(path, "{\"list_price\":\"25.00\"}").expect(200).data();
    assertThat(row.getInteger("stock")).isEqualTo(3);
    manager.delete(path).expect(204);
  }

  @Test
  void anOrderIsItsCustomersAndStaffMoveItOn() {
    String order =
        """
        {"operations": [
          {"method": "POST", "path": "/orders", "body": {"address": "12 Analytical Way"}},
          {"method": "POST", "path": "/order_lines",
           "body": {"order_id": "$1.id", "product_id": %d, "quantity": 2}}]}
        """
            .formatted(product);
    JsonObject placed =
        customer
            .post("/batch", order)
            .expect(200)
            .data()
            .getJsonArray("results")
            .getJsonObject(0)
            .getJsonObject("data");
    assertThat(placed.getString("status")).isEqualTo("placed");
    String path = "/orders/" + placed.getString("id");

    ScenarioClient other = shop.person();
    other.get(path).expect(404, "NOT_FOUND").bodyHasNo("Analytical");
    other.get("/orders").expect(200).bodyHasNo("Analytical");
    other.get(path + "/order_lines").expect(404, "NOT_FOUND");
    other
        .post(
            "/order_lines",
            new JsonObject()
                .put("order_id", placed.getString("id"))
                .put("product_id", product)
                .put("quantity", 1)
                .encode())
        .expect(400)
        .details("order_id unknown_reference");
    shop.nobody().get(path).expect(401, "UNAUTHORIZED").bodyHasNo("Analytical");

    customer.patch(path, "{\"status\":\"sent\"}").expect(403, "FORBIDDEN");
    customer
        .post("/orders", "{\"address\":\"x\",\"status\":\"sent\"}")
        .expect(400)
        .details("status read_only");
    customer.delete(path).expect(405, "METHOD_NOT_ALLOWED");
    manager.delete(path).expect(405, "METHOD_NOT_ALLOWED");
    warehouse.patch(path, "{\"address\":\"elsewhere\"}").expect(400).details("address read_only");
    String tag = warehouse.get(path).header("ETag");
    warehouse.send("PATCH", path, "{\"status\":\"packed\"}", "If-Match", tag).expect(200);
    manager
        .send("PATCH", path, "{\"status\":\"sent\"}", "If-Match", tag)
        .expect(412, "PRECONDITION_FAILED");
    assertThat(customer.get(path).data().getString("status")).isEqualTo("packed");

    JsonObject whole = warehouse.get(path + "?include=order_lines.product").expect(200).data();
    JsonObject line = whole.getJsonObject("order_lines").getJsonArray("data").getJsonObject(0);
    assertThat(line.getJsonObject("product").fieldNames()).contains("stock").doesNotContain("cost");
    manager.delete("/products/" + product).expect(409, "CONFLICT").details("id referenced");
  }
}
