package dev.freehold.openapi.resource;

import dev.freehold.openapi.operation.ComponentNames;
import dev.freehold.openapi.operation.Parameters;
import dev.freehold.plan.ApiPlan;

/// What all parts of one document share.
public record Shared(ApiPlan plan, ComponentNames names, Parameters parameters) {}
