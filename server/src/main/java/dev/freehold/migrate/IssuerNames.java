package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.problem.PrintableText;
import dev.freehold.problem.ProgramName;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;

/// The names of issuers and providers that this database knows, each with its `iss`. A person from outside is
/// (name, subject): under another `iss` the name would give their account to a stranger with the same subject.
final class IssuerNames {
  private static final int SHOWN = 200;

  private static final String EXIST = "select to_regclass('auth.issuers') is not null as exist";

  private static final String OTHERS =
      "select n.name, n.issuer, count(*) as people from auth.issuers n join unnest($1::text[],"
          + " $2::text[]) as s (name, issuer) on s.name = n.name and s.issuer <> n.issuer join"
          + " auth.identities i on i.issuer = n.name group by n.name, n.issuer order by n.name";

  private static final String LACK =
      "select from unnest($1::text[], $2::text[]) as s (name, issuer) where not exists (select"
          + " from auth.issuers n where n.name = s.name and n.issuer = s.issuer) limit 1";

  // A name without people is free.
  private static final String KEEP =
      "insert into auth.issuers (name, issuer) select * from unnest($1::text[], $2::text[]) as s"
          + " (name, issuer) order by name on conflict (name) do update set issuer ="
          + " excluded.issuer where not exists (select from auth.identities i where i.issuer ="
          + " excluded.name)";

  private IssuerNames() {}

  /// @throws MigrationRefusedException if a name of the spec has people of another `iss`
  static void requireUnchanged(AdminConnection connection, ApiPlan plan) {
    Map<String, String> now = plan.auth().identityIssuers();
    if (now.isEmpty() || !exist(connection)) {
      return;
    }
    List<Row> others = connection.query(OTHERS, arguments(now));
    if (!others.isEmpty()) {
      throw new MigrationRefusedException(
          "The spec gives to another issuer a name that has people:",
          others.stream().map(row -> difference(row, now)).toList(),
          "Nothing was changed. Who has a subject there would get the account of whom had it"
              + " before. If they are other people, choose another name. If the issuer has moved"
              + " and they are the same: "
              + ProgramName.command("user move-issuer " + others.getFirst().getString("name")),
          null);
    }
  }

  private static String difference(Row row, Map<String, String> now) {
    String name = row.getString("name");
    return name
        + " is of "
        + shown(row.getString("issuer"))
        + ", with "
        + row.getLong("people")
        + " accounts; in the spec it is of "
        + shown(now.getOrDefault(name, ""));
  }

  private static String shown(String issuer) {
    return issuer.isEmpty() ? "tokens without iss" : PrintableText.of(issuer, SHOWN);
  }

  /// Keeps the names of the spec.
  static void keep(AdminConnection connection, ApiPlan plan) {
    Map<String, String> now = plan.auth().identityIssuers();
    if (now.isEmpty() || connection.query(LACK, arguments(now)).isEmpty()) {
      return;
    }
    connection.query(KEEP, arguments(now));
    // Another node may have been faster, with another spec.
    requireUnchanged(connection, plan);
  }

  private static boolean exist(AdminConnection connection) {
    return connection.query(EXIST, Tuple.tuple()).getFirst().getBoolean("exist");
  }

  private static Tuple arguments(Map<String, String> issuers) {
    return Tuple.tuple()
        .addArrayOfString(issuers.keySet().toArray(String[]::new))
        .addArrayOfString(issuers.values().toArray(String[]::new));
  }
}
