package dev.freehold.model;

import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelStore.Member;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A change of a member's role, or the end of a membership. Both take effect with the next request.
///
/// @param account of the member
/// @param membership its id
/// @param role the new one; empty to end the membership
record MembershipAction(ModelUser actor, String account, String membership, String role)
    implements ModelAction {

  /// An action of a caller on a member of the team that its requests name, which has members.
  static MembershipAction random(ModelUser actor, ModelStore store, Random random) {
    List<String> accounts = List.copyOf(store.members(actor.team()).keySet());
    String account = accounts.get(random.nextInt(accounts.size()));
    List<String> roles = store.spec.teamRoles();
    return new MembershipAction(
        actor,
        account,
        store.member(actor.team(), account).id(),
        random.nextInt(3) == 0 ? "" : roles.get(random.nextInt(roles.size())));
  }

  @Override
  public ModelRequest call() {
    String path = "/team_members/" + membership;
    return role.isEmpty()
        ? ModelRequest.of(actor, "DELETE", path)
        : ModelRequest.of(actor, "PATCH", path).body(Map.of("role", role));
  }

  @Override
  public ExpectedOutcome outcome(ModelStore store) {
    if (!actor.signedIn()) {
      return ExpectedOutcome.refused(401, "UNAUTHORIZED");
    }
    Map<String, Member> members = store.members(actor.team());
    boolean administers =
        store.isMember(actor) && store.member(actor.team(), actor.id()).isAdministrator();
    boolean leaves = role.isEmpty() && store.isMember(actor) && actor.id().equals(account);
    if (!administers && !leaves) {
      return ExpectedOutcome.notFound();
    }
    boolean lastAdministrator =
        store.member(actor.team(), account).isAdministrator()
            && members.values().stream().filter(Member::isAdministrator).count() == 1;
    return lastAdministrator && !role.equals(Member.ADMINISTRATOR)
        ? ExpectedOutcome.refused(409, "CONFLICT")
        : ExpectedOutcome.SUCCESS;
  }

  @Override
  public void applySuccess(ModelStore store, Answer answer) {
    ModelAction.status(role.isEmpty() ? 204 : 200, answer);
    if (role.isEmpty()) {
      store.members(actor.team()).remove(account);
    } else {
      store.members(actor.team()).put(account, new Member(membership, role));
    }
  }
}
