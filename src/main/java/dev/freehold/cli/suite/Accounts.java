package dev.freehold.cli.suite;

import dev.freehold.call.Answer;
import dev.freehold.call.Call;
import dev.freehold.call.CallFailed;
import dev.freehold.call.Client;
import dev.freehold.db.AdminConnection;
import dev.freehold.password.Argon2Cost;
import dev.freehold.password.PasswordGate;
import dev.freehold.plan.ApiPlan;
import dev.freehold.suite.run.Patience;
import dev.freehold.suite.run.People;
import dev.freehold.type.UuidV7;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// People with accounts, made as `freehold user create` makes them, who then log in.
final class Accounts implements People, AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private final AdminConnection admin;
  private final Client client;
  private final String base;
  private final String password;
  private final String hash;
  private final UuidV7 ids;
  private int made;

  /// @param admin as the owner of the tables; nobody else uses it meanwhile
  Accounts(AdminConnection admin, ApiPlan plan, URI url, SecureRandom random) {
    this.admin = admin;
    this.client = new Client(url, DEADLINE);
    this.base = plan.base();
    this.ids = new UuidV7(InstantSource.system(), random);
    StringBuilder words = new StringBuilder("hbv7-qkmz-3tnw-x9rd-2pfc");
    while (words.length() < plan.auth().passwordMinLength()) {
      words.append("-w5ge");
    }
    this.password = words.toString();
    this.hash = hash(password, random);
  }

  /// All have the same password: its hash is what an account costs.
  private static String hash(String password, SecureRandom random) {
    try (PasswordGate gate = new PasswordGate(Argon2Cost.STANDARD, random)) {
      return gate.hash(password).await(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no hash within " + DEADLINE, e);
    }
  }

  @Override
  public Person signedIn(String name, List<String> roles) {
    String email = create(name, roles);
    JsonObject credentials = new JsonObject().put("email", email).put("password", password);
    Answer answer = Patience.send(client, Call.of("POST", base + "/auth/login").json(credentials));
    JsonObject data = answer.object().getJsonObject("data", new JsonObject());
    if (answer.status() != 200) {
      throw new CallFailed(
          CallFailed.Reason.NONSENSE,
          name + " cannot log in: " + answer.status() + " " + answer.text());
    }
    String id = data.getJsonObject("user", new JsonObject()).getString("id", "");
    return new Person(id, email, data.getString("access_token", ""));
  }

  private synchronized String create(String name, List<String> roles) {
    String email = name.replace('_', '-') + "-" + ++made + "@example.com";
    return new dev.freehold.people.Accounts(admin)
        .create(ids.next(), email, name, hash, roles)
        .orElseThrow(() -> new IllegalStateException(email + " is taken"))
        .email();
  }

  @Override
  public void close() {
    client.close();
  }
}
