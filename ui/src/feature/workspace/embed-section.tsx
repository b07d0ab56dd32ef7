import { NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { mayOperate } from "../../api/me";
import type { Me, Sync } from "../../api/model";
import { syncsQuery } from "../../api/syncs";
import { CopyButton } from "../../part/copy-button";
import { ForbiddenRegion } from "../../part/forbidden-region";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { pageSnippet, serverSnippet } from "./embed-snippets";
import css from "./settings.module.css";
import { workspaceSettingsQuery } from "./workspaces";

export type EmbedSearch = { sync?: string | undefined };
type Props = { me: Me; search: EmbedSearch; onSearch: (search: EmbedSearch) => void };

/** How another page gets a Sync button of its own, with this server's address already in the code. */
export function EmbedSection({ me, search, onSearch }: Props) {
  if (!mayOperate(me)) {
    return <ForbiddenRegion what="A Sync button in another page is" needs="for operators and admins" role={me.role} />;
  }
  return <Embed me={me} search={search} onSearch={onSearch} />;
}

function Embed({ me, search, onSearch }: Props) {
  const query = useInfiniteQuery(syncsQuery());
  const syncs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const sync = syncs.find(({ name }) => name === search.sync) ?? syncs[0];
  if (query.isPending) return <p className="second">Reading the syncs…</p>;
  if (!query.data) return <FailedRegion what="The syncs" problem={query.error} onRetry={() => query.refetch()} />;
  if (!sync) {
    return (
      <EmptyRegion head="No sync yet">
        <p>A button starts one sync; once there is one, the code for its button stands here.</p>
      </EmptyRegion>
    );
  }
  return (
    <section className={css.section} aria-labelledby="embed-head">
      <h2 id="embed-head">A Sync button in your own admin page</h2>
      <p className={css.lead}>
        It starts one sync, follows it, and ends with the counts and what failed. No secret stands in the page: your
        back end asks for a token that may start and watch this sync for ten minutes.
      </p>
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      <div className={css.form}>
        <NativeSelect
          label="Sync"
          size="sm"
          data={syncs.map(({ name, title }) => ({ value: name, label: title }))}
          value={sync.name}
          onChange={(event) => onSearch({ sync: event.currentTarget.value })}
        />
      </div>
      <Steps me={me} sync={sync} />
    </section>
  );
}

function Steps({ me, sync }: { me: Me; sync: Sync }) {
  const server = serverSnippet(window.location.origin, sync.name);
  const page = pageSnippet(window.location.origin, sync.title);
  return (
    <ol className={css.steps}>
      <li>
        <Origins me={me} />
      </li>
      <li>
        <p>
          Make an{" "}
          <Link to="/settings/tokens" className="pressable">
            API token
          </Link>{" "}
          with the scope <code>run</code>, and give it to your back end as <code>TALLYSTICK_TOKEN</code>.
        </p>
      </li>
      <li>
        <p>Your back end checks that this person may sync, and asks for a token for the page:</p>
        <Snippet what="the back end’s code" text={server} />
      </li>
      <li>
        <p>
          The page, with <code>tallystick-react</code>, shows the button:
        </p>
        <Snippet what="the page’s code" text={page} />
      </li>
    </ol>
  );
}

function Origins({ me }: { me: Me }) {
  const { data } = useQuery(workspaceSettingsQuery);
  const change =
    me.role === "admin" ? (
      <Link to="/settings" className="pressable">
        Change them
      </Link>
    ) : (
      "An admin of this workspace can change them."
    );
  if (!data) return <p>Your page’s origin must be among the allowed ones. {change}</p>;
  if (data.embedOrigins.length === 0) {
    return <p>No page is allowed yet: the origin of yours must be named first. {change}</p>;
  }
  return (
    <p>
      Allowed are pages of{" "}
      {data.embedOrigins.map((origin, at) => (
        <span key={origin}>
          {at > 0 && ", "}
          <code>{origin}</code>
        </span>
      ))}
      . {change}
    </p>
  );
}

function Snippet({ what, text }: { what: string; text: string }) {
  return (
    <>
      <pre className={css.code}>{text}</pre>
      <div className={css.copy}>
        <CopyButton what={what} text={text} />
      </div>
    </>
  );
}
