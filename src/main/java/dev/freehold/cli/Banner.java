package dev.freehold.cli;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import java.io.PrintWriter;

/// What a person sees when the server is up: what to open, and the first call.
final class Banner {
  private Banner() {}

  static void print(PrintWriter out, ApiPlan plan, String url) {
    out.println();
    out.println("  " + plan.name() + " " + plan.version() + " is up.");
    out.println();
    out.println("  Try it       " + url + "/docs");
    out.println("  Reference    " + url + "/redoc");
    for (ResourcePlan resource : plan.resources()) {
      out.println("  API          " + url + plan.base() + "/" + resource.name());
    }
    if (plan.auth().signup()) {
      out.println();
      out.println("  Sign up      curl -X POST " + url + plan.base() + "/auth/signup \\");
      out.println("                 -H 'Content-Type: application/json' \\");
      out.println(
          "                 -d '{\"email\": \"you@example.com\", \"password\": \"a long pass"
              + " phrase\"}'");
    }
    out.println();
    out.println("  Ctrl-C stops it.");
    out.println();
    out.flush();
  }
}
