package dev.freehold.testkit.generate;

import dev.freehold.plan.ResourcePlan;

/// Base of the generators that test one resource as an owner of rows.
abstract class ResourceTestGenerator {
  final TestCaseCollector cases;
  final ResourcePlan resource;
  final TestActor owner;

  /// The path of the collection.
  final String path;

  ResourceTestGenerator(TestCaseCollector cases, ResourcePlan resource, TestActor owner) {
    this.cases = cases;
    this.resource = resource;
    this.owner = owner;
    this.path = "/" + resource.name();
  }
}
