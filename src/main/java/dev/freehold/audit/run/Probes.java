package dev.freehold.audit.run;

import dev.freehold.audit.Probe;
import dev.freehold.audit.catalogue.IdentityProbes;
import dev.freehold.audit.limits.BodySizes;
import dev.freehold.audit.limits.LogInRate;
import dev.freehold.audit.limits.Pages;
import dev.freehold.audit.limits.QueryBounds;
import dev.freehold.audit.limits.TargetSizes;
import dev.freehold.audit.observe.AnswerHeaders;
import dev.freehold.audit.observe.InternalTraces;
import dev.freehold.audit.observe.OneFormat;
import dev.freehold.audit.observe.ServerErrors;
import dev.freehold.audit.observe.TrueDocument;
import dev.freehold.audit.protocol.CallEverything;
import dev.freehold.audit.protocol.Cors;
import dev.freehold.audit.protocol.DocumentPages;
import dev.freehold.audit.protocol.ExposedFiles;
import dev.freehold.audit.protocol.Framing;
import dev.freehold.audit.protocol.JsonForms;
import dev.freehold.audit.protocol.LifeOfARow;
import dev.freehold.audit.protocol.MediaTypes;
import dev.freehold.audit.protocol.Methods;
import dev.freehold.audit.protocol.OddPaths;
import dev.freehold.audit.protocol.SameRowTwice;
import dev.freehold.audit.protocol.SchemaEdges;
import dev.freehold.audit.protocol.Unicode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Every probe, in the order in which they are asked: what only looks comes before what may harm, and what uses up an
/// allowance for signing in comes last.
public final class Probes {
  private Probes() {}

  /// New ones, for one audit.
  public static List<Probe> all() {
    List<Probe> all = new ArrayList<>();
    all.add(new CallEverything());
    all.add(new DocumentPages());
    all.add(new LifeOfARow());
    all.add(new SameRowTwice());
    all.add(new Pages());
    all.add(new QueryBounds());
    all.add(new SchemaEdges());
    all.add(new Unicode());
    all.add(new JsonForms());
    all.add(new MediaTypes());
    all.add(new Methods());
    all.add(new OddPaths());
    all.add(new Cors());
    all.add(new ExposedFiles());
    all.add(new Framing());
    all.addAll(IdentityProbes.all(InstantSource.system()));
    all.add(new TargetSizes());
    all.add(new BodySizes());
    all.add(new LogInRate());
    all.add(new ServerErrors());
    all.add(new InternalTraces());
    all.add(new OneFormat());
    all.add(new TrueDocument());
    all.add(new AnswerHeaders());
    return List.copyOf(all);
  }
}
