package dev.freehold.cli.migrate;

import dev.freehold.app.Config;
import dev.freehold.cli.terminal.CheckedSpec;
import dev.freehold.migrate.Migrations;
import dev.freehold.migrate.file.Chain;
import dev.freehold.migrate.file.text.MigrationFolder;
import dev.freehold.migrate.plan.Wishes;
import dev.freehold.migrate.rollout.Rollout;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Planner;
import java.io.PrintWriter;
import java.util.function.Supplier;

/// What a command works with.
///
/// @param config read when it is asked for: not every command needs a database
/// @param version of the program
record Job(
    CheckedSpec checked,
    Supplier<Config> config,
    String version,
    PrintWriter out,
    PrintWriter err) {

  ApiPlan plan() {
    return Planner.plan(checked.spec());
  }

  MigrationFolder folder() {
    return new MigrationFolder(checked.file().directory());
  }

  /// @throws dev.freehold.migrate.file.FaultyFiles where files cannot be run
  Chain files() {
    return folder().read();
  }

  Rollout rollout(Migrations migrations, Chain files, Wishes wishes, boolean contract) {
    return new Rollout(migrations, files, plan(), wishes, contract);
  }

  MigrateDatabase database() {
    return new MigrateDatabase(config.get(), version, err);
  }
}
