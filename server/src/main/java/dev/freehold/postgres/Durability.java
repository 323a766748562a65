package dev.freehold.postgres;

import java.util.List;

/// Whether the data of an embedded server survive a crash of the machine. A crash of the server alone
/// loses nothing in either case.
enum Durability {
  DURABLE,
  /// For data that are removed after one run. Nothing waits for the disk.
  TEMPORARY;

  /// Settings of the server, in words that override its configuration file.
  List<String> settings() {
    String value = this == DURABLE ? "on" : "off";
    return List.of("fsync=" + value, "full_page_writes=" + value);
  }

  /// Options of `initdb`. One SCRAM iteration, because a temporary server is connected to often, and
  /// its password, of random bytes, is known to one process.
  List<String> initdbOptions() {
    return this == DURABLE ? List.of() : List.of("--no-sync", "--set=scram_iterations=1");
  }
}
