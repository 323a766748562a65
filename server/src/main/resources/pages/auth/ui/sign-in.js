import { ask } from "../form.js";
import { config, el, email, form, goOn, main, onward, password, start, whoIsIn } from "./page.js";

function links() {
  return el(
    "p",
    {},
    el("a", { href: onward("forgot") }, "Forgot the password?"),
    config.signup === "closed" ? null : el("br"),
    config.signup === "closed" ? null : el("a", { href: onward("sign-up") }, "Sign up"),
  );
}

start(async () => {
  if (await whoIsIn()) return goOn();
  const signIn = form(
    "Sign in",
    async ({ email, password }) => {
      await ask("POST", "/auth/login", { email, password, mode: "cookie" });
      goOn();
    },
    email("email"),
    password("password"),
  );
  main.append(signIn, links());
  signIn.elements.email.focus();
});
