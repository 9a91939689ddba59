import { type Html, html } from "../html.ts";

export const loginPage = (welcome: string, failed: boolean): Html => html`
  <section class="card login">
    <h1>Connexion</h1>
    <p>${welcome}</p>
    ${failed && html`<p class="alert" role="alert">Identifiant ou mot de passe inconnu. Vérifiez-les, puis recommencez.</p>`}
    <form method="post" action="/login" class="stack">
      <label>Identifiant <input name="login" autocomplete="username" autocapitalize="none" required></label>
      <label>Mot de passe <input name="password" type="password" autocomplete="current-password" required></label>
      <button class="primary">Se connecter</button>
    </form>
    <p class="hint">Comptes de démonstration : <code>marie.durand</code> (administratrice) et <code>paul.lefevre</code> (secrétariat), mot de passe <code>planidemo</code>.</p>
  </section>`;
