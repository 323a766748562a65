package dev.freehold.mcp;

import dev.freehold.api.ResourceEndpoint;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tools of an API, in the order of the spec. A caller is offered those that the caller may use; any
/// other one does not exist for that caller.
final class ToolCatalog {
  /// The most resources whose tools one page lists: at most 160 kB, and for most APIs one page.
  static final int PAGE = 20;

  private final List<ResourcePlan> resources;
  private final Map<String, Tool> tools = new LinkedHashMap<>();

  /// @param endpoints of the resources, behind all that guards them
  ToolCatalog(ApiPlan api, List<ResourceEndpoint> endpoints) {
    this.resources = api.resources();
    for (ResourcePlan resource : resources) {
      for (ToolKind kind : ToolKind.values()) {
        String path = api.base() + "/" + resource.name() + kind.path();
        endpoints.stream()
            .filter(e -> e.method() == kind.method() && e.path().equals(path))
            .map(e -> new Tool(kind, resource, e))
            .forEach(tool -> tools.put(tool.name(), tool));
      }
    }
  }

  /// A tool that a caller may use; empty for any other one, as for one that does not exist.
  Optional<Tool> find(String name, ApiView view) {
    return Optional.ofNullable(tools.get(name)).filter(tool -> isOffered(tool, view));
  }

  /// Whether a caller may use any tool.
  boolean offersAny(ApiView view) {
    return tools.values().stream().anyMatch(tool -> isOffered(tool, view));
  }

  /// The tools of the resources of one page that a caller may use.
  ///
  /// @param page from 0
  List<Tool> page(int page, ApiView view) {
    List<ResourcePlan> ofPage =
        resources.subList(page * PAGE, Math.min((page + 1) * PAGE, resources.size()));
    List<Tool> offered = new ArrayList<>();
    for (ResourcePlan resource : ofPage) {
      for (ToolKind kind : ToolKind.values()) {
        find(resource.name() + "_" + kind.word(), view).ifPresent(offered::add);
      }
    }
    return offered;
  }

  /// The number of pages, which is the same for every caller.
  int pages() {
    return (resources.size() + PAGE - 1) / PAGE;
  }

  private static boolean isOffered(Tool tool, ApiView view) {
    return tool.kind().isOffered(view.resource(tool.resource()));
  }
}
