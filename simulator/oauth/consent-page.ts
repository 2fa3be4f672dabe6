import type { SimulatorState } from '../state/state.js';
import type { AuthorizationRequest } from './authorization-request.js';

/** The page a developer decides on. Plain HTML without scripts or outside resources. */
export function consentPage(
  { client, scopes }: AuthorizationRequest,
  params: URLSearchParams,
  state: SimulatorState,
): string {
  const hidden = [...params].map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  );
  const developers = state.developers.map(({ id, name, projectIds }) => {
    const projects = state.projects.filter((project) => projectIds.includes(project.id));
    const names = projects.map((project) => project.name).join(', ') || 'no projects';
    return `<option value="${escape(id)}">${escape(name)} (${escape(names)})</option>`;
  });
  const choices = scopes.map(
    (scope) =>
      `<li><label><input type="checkbox" name="granted_scope" value="${escape(scope)}" checked> ` +
      `<code>${escape(scope)}</code></label></li>`,
  );
  return layout(
    `Allow ${client.name}?`,
    `<h1>Allow <strong>${escape(client.name)}</strong> to use your RevenueCat account?</h1>
<form method="post" action="/oauth2/authorize">
${hidden.join('\n')}
<input type="hidden" name="choose_scopes" value="yes">
<label for="developer">Signed in as</label>
<select id="developer" name="developer_id">${developers.join('')}</select>
<fieldset><legend>It asks for</legend><ul>${choices.join('\n')}</ul></fieldset>
<p>Access covers every project you own or collaborate on.</p>
<div class="actions">
<button name="decision" value="approve">Approve</button>
<button name="decision" value="deny" class="quiet">Deny</button>
</div>
</form>`,
  );
}

/** Shown instead of a redirect when the address to send the browser back to cannot be trusted. */
export function refusalPage(reason: string): string {
  return layout('Request refused', `<h1>This request cannot be answered</h1><p>${escape(reason)}</p>`);
}

function layout(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} – RevenueCat simulator</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f4f4f6, #17171a); color: light-dark(#1c1c21, #ececf0); }
main { box-sizing: border-box; max-width: 34rem; margin: 8vh auto; padding: 2rem; border-radius: 12px;
  background: light-dark(#fff, #222227); box-shadow: 0 1px 4px #0003; }
h1 { font-size: 1.25rem; margin: 0 0 1.25rem; }
.badge { color: light-dark(#6a6a75, #a0a0ab); font-size: .8rem; margin: 0 0 .5rem; }
select { display: block; width: 100%; margin: .25rem 0 1.25rem; padding: .5rem; font: inherit; }
fieldset { border: 1px solid #8885; border-radius: 8px; }
ul { list-style: none; margin: 0; padding: .25rem; }
code { font-size: .85em; overflow-wrap: anywhere; }
.actions { display: flex; gap: .75rem; margin-top: 1.5rem; }
button { padding: .55rem 1.4rem; border: 1px solid #c23c4b; border-radius: 8px; background: #c23c4b; color: #fff;
  font: inherit; cursor: pointer; }
button.quiet { background: none; border-color: #8888; color: inherit; }
:focus-visible { outline: 3px solid #5a8dee; outline-offset: 2px; }
</style>
</head>
<body><main><p class="badge">RevenueCat simulator</p>
${content}
</main></body>
</html>
`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
