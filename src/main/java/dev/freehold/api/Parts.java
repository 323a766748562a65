package dev.freehold.api;

import dev.freehold.http.load.BodyWork;
import dev.freehold.input.cursor.Cursors;
import dev.freehold.plan.ApiPlan;
import dev.freehold.sql.StatementTexts;
import java.util.UUID;
import java.util.function.Supplier;

/// What the operations are made of.
///
/// @param texts of all statements
/// @param bodies where bodies are read
/// @param ids makes UUIDv7s
public record Parts(
    ApiPlan api,
    Authorize authorize,
    StatementTexts texts,
    BodyWork bodies,
    Cursors cursors,
    Supplier<UUID> ids) {}
