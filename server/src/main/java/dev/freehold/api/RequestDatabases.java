package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.db.TransactionRunner;
import dev.freehold.ratelimit.FairQueue;
import java.util.function.Predicate;

/// Where the statements of requests run. All connections use the runtime role, which owns no tables
/// and is subject to row-level security.
///
/// @param shared pipelined connections for fast statements that only read, and so wait for no row
/// @param writes of one fast statement
/// @param wide for statements that may read many rows; has as many connections as `turns` has slots
/// @param transactions at least four connections per event loop
/// @param turns the queue for everything that may read many rows
/// @param smallTables whether a table has few rows, see [dev.freehold.db.TableSizeMonitor]
public record RequestDatabases(
    Database shared,
    SingleWrites writes,
    Database wide,
    TransactionRunner transactions,
    FairQueue turns,
    Predicate<String> smallTables) {}
