import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import type { Me } from "../api/model";
import { syncsQuery } from "../api/syncs";
import { RunDock } from "../feature/run/run-dock";
import { useSignOut } from "../feature/workspace/queries";
import { SignInAgain } from "../feature/workspace/sign-in-again";
import { count } from "../part/format";
import { Wordmark } from "../part/wordmark";
import { fleetState, useFavicon } from "./fleet-state";
import { KeyHelp } from "./key-help";
import { useKeys } from "./keys";
import { useLiveFeed } from "./live";
import { LiveMark } from "./live-mark";
import { usePaletteKey } from "./palette-key";
import css from "./shell.module.css";
import { WorkspaceSwitch } from "./workspace-switch";

const Palette = lazy(async () => ({ default: (await import("./palette")).Palette }));

type Props = { me: Me; onWorkspace: () => void; onOut: () => void; children: ReactNode };

export function Shell({ me, onWorkspace, onOut, children }: Props) {
  const navigate = useNavigate();
  const live = useLiveFeed();
  const { data, dataUpdatedAt } = useInfiniteQuery(syncsQuery());
  const syncs = data?.pages.flatMap((page) => page.items) ?? [];
  const state = fleetState(syncs);
  const conflicts = syncs.reduce((sum, sync) => sum + sync.conflicts, 0);
  const [helping, setHelping] = useState(false);
  const signOut = useSignOut(() => navigate({ to: "/sign-in", search: { next: undefined } }));
  const [finding, setFinding] = useState(false);
  usePaletteKey(() => setFinding(true));
  useFavicon(state);
  useKeys({ onHelp: () => setHelping(true), onGo: (to) => navigate({ to }) });

  return (
    <div className={css.shell}>
      <a href="#page" className={css.skip}>
        Skip to the page
      </a>
      <header className={css.nav}>
        <Link to="/" className={css.home} aria-label="Tallystick, to the overview">
          <Wordmark state={state} />
        </Link>
        <WorkspaceSwitch key={me.workspace.id} me={me} onIn={onWorkspace} />
        <nav aria-label="Main" className={css.links}>
          <Link to="/" className={css.link} activeOptions={{ exact: true }} activeProps={{ "aria-current": "page" }}>
            Overview
          </Link>
          <Link to="/syncs" className={css.link} activeProps={{ "aria-current": "page" }}>
            Syncs
          </Link>
          <Link to="/runs" className={css.link} activeProps={{ "aria-current": "page" }}>
            Runs
          </Link>
          <Link to="/conflicts" className={css.link} activeProps={{ "aria-current": "page" }}>
            Conflicts
            {conflicts > 0 && <span className={css.count}>{count(conflicts)}</span>}
          </Link>
          <Link to="/connections" className={css.link} activeProps={{ "aria-current": "page" }}>
            Connections
          </Link>
          <Link to="/alerts" className={css.link} activeProps={{ "aria-current": "page" }}>
            Alerts
          </Link>
          <Link to="/analytics" className={css.link} activeProps={{ "aria-current": "page" }}>
            Analytics
          </Link>
          <Link to="/jobs" className={css.link} activeProps={{ "aria-current": "page" }}>
            Jobs
          </Link>
          <Link to="/audit" className={css.link} activeProps={{ "aria-current": "page" }}>
            Audit trail
          </Link>
          <Link to="/settings" className={css.link} activeProps={{ "aria-current": "page" }}>
            Settings
          </Link>
        </nav>
        <div className={css.foot}>
          <LiveMark state={live} updatedAt={dataUpdatedAt} />
          <p className={css.who}>
            <span>{me.person.name}</span>
            <span className="pale">{`${me.workspace.name}${me.instance.demo ? ", demo" : ""} · ${me.role}`}</span>
          </p>
          <p className={css.verbs}>
            <button type="button" className={css.verb} onClick={() => setFinding(true)}>
              Find
            </button>
            <button type="button" className={css.verb} onClick={() => setHelping(true)}>
              Keys
            </button>
            <button type="button" className={css.verb} onClick={() => signOut.mutate(undefined)}>
              Sign out
            </button>
          </p>
        </div>
      </header>
      <main id="page" className={css.page} tabIndex={-1}>
        {children}
      </main>
      <RunDock />
      {finding && (
        <Suspense fallback={null}>
          <Palette me={me} opened onClose={() => setFinding(false)} />
        </Suspense>
      )}
      <KeyHelp opened={helping} onClose={() => setHelping(false)} />
      <SignInAgain me={me} onElse={onOut} />
    </div>
  );
}
