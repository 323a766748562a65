package dev.freehold.suite.generate;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.suite.Case;
import dev.freehold.suite.access.BatchAccess;
import dev.freehold.suite.access.FieldAccess;
import dev.freehold.suite.access.ManyAccess;
import dev.freehold.suite.access.RelationAccess;
import dev.freehold.suite.access.RowAccess;
import dev.freehold.suite.list.Conditions;
import dev.freehold.suite.list.NamedFilters;
import dev.freehold.suite.list.Orders;
import dev.freehold.suite.list.Pages;
import dev.freehold.suite.list.Searches;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.World;
import dev.freehold.suite.write.Fields;
import dev.freehold.suite.write.Once;
import dev.freehold.suite.write.References;
import dev.freehold.suite.write.Refusals;
import dev.freehold.suite.write.Rules;
import java.util.ArrayList;
import java.util.List;

/// All cases that follow from a plan, those of one resource together.
public final class Generator {
  private Generator() {}

  public static List<Case> cases(ApiPlan plan) {
    World world = new World(plan);
    List<Case> all = new ArrayList<>();
    Cases signIn = new Cases(world, "auth");
    SignIn.add(signIn);
    all.addAll(signIn.all());
    for (ResourcePlan resource : plan.resources()) {
      Cases cases = new Cases(world, resource.name());
      RowAccess.add(cases, resource);
      ManyAccess.add(cases, resource);
      BatchAccess.add(cases, resource);
      FieldAccess.add(cases, resource);
      RelationAccess.add(cases, resource);
      Fields.add(cases, resource);
      Refusals.add(cases, resource);
      Rules.add(cases, resource);
      References.add(cases, resource);
      Once.add(cases, resource);
      Conditions.add(cases, resource);
      NamedFilters.add(cases, resource);
      Searches.add(cases, resource);
      Orders.add(cases, resource);
      Pages.add(cases, resource);
      all.addAll(cases.all());
    }
    return all;
  }
}
