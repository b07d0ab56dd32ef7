/* The code of embed/README.md, with the address and the sync of this server in it. */

export function serverSnippet(address: string, sync: string): string {
  const path = `${address}/api/v1/syncs/${encodeURIComponent(sync)}/embed-tokens`;
  return `app.post("/admin/sync-token", requireAdmin, async (request, response) => {
  const answer = await fetch(${JSON.stringify(path)}, {
    method: "POST",
    headers: {
      Authorization: \`Bearer \${process.env.TALLYSTICK_TOKEN}\`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ onBehalf: request.user.email }),
  });
  response.status(answer.status).json(await answer.json());
});`;
}

export function pageSnippet(address: string, title: string): string {
  return `import { SyncButton } from "tallystick-react";
import "tallystick-react/sync-button.css";

async function token() {
  const answer = await fetch("/admin/sync-token", { method: "POST" });
  if (!answer.ok) throw new Error(\`the page's own server answered \${answer.status}\`);
  return (await answer.json()).token;
}

<SyncButton address=${JSON.stringify(address)} token={token}>
  {${JSON.stringify(`Sync ${title}`)}}
</SyncButton>;`;
}
