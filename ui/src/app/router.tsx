import { type QueryClient, useSuspenseQuery } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Link,
  Outlet,
  type RouterHistory,
  redirect,
  useNavigate,
} from "@tanstack/react-router";
import { lazy, type ReactNode } from "react";
import type { AuditFilter } from "../api/audit";
import { ApiProblem } from "../api/client";
import { meQuery } from "../api/me";
import type { ConflictState, FreshnessState, JobState, Sync } from "../api/model";
import type { RunFilter } from "../api/runs";
import type { SyncFilter } from "../api/syncs";
import type { AlertSearch } from "../feature/alert/alert-page";
import type { AnalyticsSearch } from "../feature/analytics/analytics-page";
import type { ComeBack } from "../feature/connection/connection-page";
import type { ConflictSearch } from "../feature/history/conflict-page";
import type { RowSearch } from "../feature/history/row-page";
import type { JobSearch } from "../feature/job/job-page";
import { RunList } from "../feature/run/run-list";
import { RunPage, type RunSearch } from "../feature/run/run-page";
import type { RunsSearch } from "../feature/run/runs-page";
import type { Ends } from "../feature/sync/create-sync-page";
import { SyncList } from "../feature/sync/sync-list";
import type { VersionSearch } from "../feature/sync/version-list";
import type { EmbedSearch } from "../feature/workspace/embed-section";
import { LinkPage } from "../feature/workspace/link-page";
import type { PeopleFilter } from "../feature/workspace/people";
import { SettingsFrame } from "../feature/workspace/settings-frame";
import { SetupPage } from "../feature/workspace/setup-page";
import { SignInPage } from "../feature/workspace/sign-in-page";
import type { TokenFilter } from "../feature/workspace/tokens";
import { PageHead } from "../part/page-head";
import { changeKinds, changeStatuses, runStatuses } from "../part/status";
import { BrokenPage } from "./broken-page";
import { Shell } from "./shell";

/* What a first visit does not need comes when it is asked for. */
const AuditPage = lazy(async () => ({ default: (await import("../feature/history/audit-page")).AuditPage }));
const RunsPage = lazy(async () => ({ default: (await import("../feature/run/runs-page")).RunsPage }));
const AlertPage = lazy(async () => ({ default: (await import("../feature/alert/alert-page")).AlertPage }));
const AlertSection = lazy(async () => ({ default: (await import("../feature/alert/alert-section")).AlertSection }));
const SyncAlerts = lazy(async () => ({ default: (await import("../feature/alert/sync-alerts")).SyncAlerts }));
const AnalyticsPage = lazy(async () => ({
  default: (await import("../feature/analytics/analytics-page")).AnalyticsPage,
}));
const JobPage = lazy(async () => ({ default: (await import("../feature/job/job-page")).JobPage }));
const OverviewPage = lazy(async () => ({ default: (await import("../feature/history/overview-page")).OverviewPage }));
const ConflictPage = lazy(async () => ({ default: (await import("../feature/history/conflict-page")).ConflictPage }));
const RowPage = lazy(async () => ({ default: (await import("../feature/history/row-page")).RowPage }));
const SyncPage = lazy(async () => ({ default: (await import("../feature/sync/sync-page")).SyncPage }));
const SyncTimeline = lazy(async () => ({ default: (await import("../feature/sync/sync-timeline")).SyncTimeline }));
const SchedulePage = lazy(async () => ({ default: (await import("../feature/sync/schedule-page")).SchedulePage }));

const VersionList = lazy(async () => ({ default: (await import("../feature/sync/version-list")).VersionList }));
const MappingPage = lazy(async () => ({ default: (await import("../feature/sync/mapping-page")).MappingPage }));
const SettingsPage = lazy(async () => ({ default: (await import("../feature/sync/settings-page")).SettingsPage }));
const CreateSyncPage = lazy(async () => ({
  default: (await import("../feature/sync/create-sync-page")).CreateSyncPage,
}));
const ConnectionList = lazy(async () => ({
  default: (await import("../feature/connection/connection-list")).ConnectionList,
}));
const ConnectionPage = lazy(async () => ({
  default: (await import("../feature/connection/connection-page")).ConnectionPage,
}));
const NewConnectionPage = lazy(async () => ({
  default: (await import("../feature/connection/new-connection-page")).NewConnectionPage,
}));
const WorkspaceSection = lazy(async () => ({
  default: (await import("../feature/workspace/workspace-section")).WorkspaceSection,
}));
const WorkspaceList = lazy(async () => ({
  default: (await import("../feature/workspace/workspace-list")).WorkspaceList,
}));
const PeopleSection = lazy(async () => ({
  default: (await import("../feature/workspace/people-section")).PeopleSection,
}));
const TokenSection = lazy(async () => ({ default: (await import("../feature/workspace/token-section")).TokenSection }));
const AccountSection = lazy(async () => ({
  default: (await import("../feature/workspace/account-section")).AccountSection,
}));
const EmbedSection = lazy(async () => ({ default: (await import("../feature/workspace/embed-section")).EmbedSection }));
const InvitationPage = lazy(async () => ({
  default: (await import("../feature/workspace/invitation-page")).InvitationPage,
}));
const NewPasswordPage = lazy(async () => ({
  default: (await import("../feature/workspace/new-password-page")).NewPasswordPage,
}));
const AboutSection = lazy(async () => ({ default: (await import("../feature/workspace/about-section")).AboutSection }));

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet, notFoundComponent: NoPage });

const freshnessStates: readonly FreshnessState[] = ["on_time", "late", "never", "paused"];

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined } => ({ next: text(search.next) }),
  component: function SignIn() {
    const { next } = signIn.useSearch();
    const navigate = useNavigate();
    return <SignInPage onIn={() => navigate({ href: ownPath(next), replace: true })} />;
  },
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: function Setup() {
    const navigate = useNavigate();
    return <SetupPage onIn={() => navigate({ to: "/", replace: true })} />;
  },
});

const link = createRoute({
  getParentRoute: () => root,
  path: "/link",
  component: function LinkDoor() {
    const navigate = useNavigate();
    return <LinkPage onIn={() => navigate({ to: "/", replace: true })} />;
  },
});

const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  component: function Invite() {
    const navigate = useNavigate();
    return <InvitationPage onIn={() => navigate({ to: "/", replace: true })} />;
  },
});

const newPassword = createRoute({
  getParentRoute: () => root,
  path: "/password",
  component: () => <NewPasswordPage />,
});

/** The session is in another workspace: the page is loaded anew, so that no figure of the one before stays. */
function beginAnew(): void {
  window.location.assign("/");
}

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ context: { client }, location }) => {
    try {
      await client.ensureQueryData(meQuery);
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 401) {
        throw redirect({ to: "/sign-in", search: { next: location.href } });
      }
      throw problem;
    }
  },
  component: function SignedIn() {
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <Shell me={me} onWorkspace={beginAnew} onOut={() => window.location.reload()}>
        <Outlet />
      </Shell>
    );
  },
  errorComponent: BrokenPage,
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: function Home() {
    const { data: me } = useSuspenseQuery(meQuery);
    return <OverviewPage me={me} />;
  },
});

const syncs = createRoute({
  getParentRoute: () => shell,
  path: "/syncs",
  validateSearch: (search: Record<string, unknown>): SyncFilter => ({
    q: text(search.q),
    state: oneOf(freshnessStates, search.state),
  }),
  component: function Syncs() {
    const navigate = syncs.useNavigate();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <SyncList
        me={me}
        filter={syncs.useSearch()}
        onFilter={(change) => navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
      />
    );
  },
});

const runs = createRoute({
  getParentRoute: () => shell,
  path: "/runs",
  validateSearch: (search: Record<string, unknown>): RunsSearch => ({
    sync: text(search.sync),
    status: oneOf(runStatuses, search.status),
    by: text(search.by),
    reason: text(search.reason),
    from: instant(search.from),
    to: instant(search.to),
    span: oneOf(["day", "month"] as const, search.span),
  }),
  component: function Runs() {
    const navigate = runs.useNavigate();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <RunsPage
        me={me}
        search={runs.useSearch()}
        onSearch={(change) => navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false })}
      />
    );
  },
});

const run = createRoute({
  getParentRoute: () => shell,
  path: "/runs/$id",
  validateSearch: (search: Record<string, unknown>): RunSearch => ({
    kind: oneOf(changeKinds, search.kind),
    status: oneOf(changeStatuses, search.status),
    q: text(search.q),
    lane: text(search.lane),
  }),
  component: function OneRun() {
    const navigate = run.useNavigate();
    const { id } = run.useParams();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <RunPage
        key={id}
        id={Number(id)}
        me={me}
        filter={run.useSearch()}
        onFilter={(change) => navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false })}
      />
    );
  },
});

const conflictStates: readonly ConflictState[] = ["open", "decided", "settled"];
const sides = ["left", "right"] as const;

const conflicts = createRoute({
  getParentRoute: () => shell,
  path: "/conflicts",
  validateSearch: (search: Record<string, unknown>): ConflictSearch => ({
    sync: text(search.sync),
    field: text(search.field),
    state: oneOf(conflictStates, search.state),
    at: figure(search.at),
  }),
  component: function Conflicts() {
    const navigate = conflicts.useNavigate();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <ConflictPage
        me={me}
        filter={conflicts.useSearch()}
        onFilter={(change) => navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false })}
      />
    );
  },
});

/** The parts of a sync's page share its head. */
function OfSync({ name, children }: { name: string; children: (sync: Sync) => ReactNode }) {
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <SyncPage key={name} name={name} me={me}>
      {children}
    </SyncPage>
  );
}

const sync = createRoute({
  getParentRoute: () => shell,
  path: "/syncs/$name",
  validateSearch: (search: Record<string, unknown>): Omit<RunFilter, "sync"> => ({
    status: oneOf(runStatuses, search.status),
  }),
  component: function OneSync() {
    const { name } = sync.useParams();
    const { status } = sync.useSearch();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <OfSync name={name}>
        {(of) => (
          <SyncTimeline sync={of}>
            <RunList me={me} filter={{ sync: name, status }} />
          </SyncTimeline>
        )}
      </OfSync>
    );
  },
});

const syncRows = createRoute({
  getParentRoute: () => shell,
  path: "/syncs/$name/rows",
  validateSearch: (search: Record<string, unknown>): RowSearch => ({
    row: text(search.row),
    side: oneOf(sides, search.side),
  }),
  component: function RowsOfSync() {
    const { name } = syncRows.useParams();
    const navigate = syncRows.useNavigate();
    const search = syncRows.useSearch();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <OfSync name={name}>
        {(of) => (
          <RowPage
            sync={of}
            me={me}
            search={search}
            onSearch={(next) => navigate({ search: next, resetScroll: false })}
            onStarted={(id) => navigate({ to: "/runs/$id", params: { id: String(id) } })}
          />
        )}
      </OfSync>
    );
  },
});

const syncSchedule = createRoute({
  getParentRoute: () => shell,
  path: "/syncs/$name/schedule",
  component: function ScheduleOfSync() {
    const { name } = syncSchedule.useParams();
    const { data: me } = useSuspenseQuery(meQuery);
    return <OfSync name={name}>{(of) => <SchedulePage sync={of} me={me} />}</OfSync>;
  },
});

const syncMapping = createRoute({
  getParentRoute: () => shell,
  path: "/syncs/$name/mapping",
  validateSearch: (search: Record<string, unknown>): VersionSearch => ({
    version: figure(search.version),
    against: figure(search.against),
  }),
  component: function MappingOfSync() {
    const { name } = syncMapping.useParams();
    const navigate = syncMapping.useNavigate();
    const search = syncMapping.useSearch();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <OfSync name={name}>
        {(of) => (
          <>
            <MappingPage sync={of} me={me} />
            <VersionList
              name={name}
              me={me}
              search={search}
              onSearch={(next) => navigate({ search: next, replace: true, resetScroll: false })}
            />
          </>
        )}
      </OfSync>
    );
  },
});

const syncSettings = createRoute({
  getParentRoute: () => shell,
  path: "/syncs/$name/settings",
  component: function SettingsOfSync() {
    const { name } = syncSettings.useParams();
    const navigate = syncSettings.useNavigate();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <OfSync name={name}>
        {(of) => (
          <>
            <SyncAlerts sync={of} me={me} />
            <SettingsPage sync={of} me={me} onRemoved={() => void navigate({ to: "/syncs" })} />
          </>
        )}
      </OfSync>
    );
  },
});

const createSync = createRoute({
  getParentRoute: () => shell,
  path: "/create-sync",
  validateSearch: (search: Record<string, unknown>): Ends => ({
    left: text(search.left),
    leftTable: text(search.leftTable),
    right: text(search.right),
    rightTable: text(search.rightTable),
  }),
  component: function NewSync() {
    const navigate = createSync.useNavigate();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <CreateSyncPage
        me={me}
        ends={createSync.useSearch()}
        onEnds={(change) => navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false })}
        onPlanned={(id) => void navigate({ to: "/runs/$id", params: { id: String(id) } })}
      />
    );
  },
});

const connections = createRoute({
  getParentRoute: () => shell,
  path: "/connections",
  component: function Connections() {
    const { data: me } = useSuspenseQuery(meQuery);
    return <ConnectionList me={me} />;
  },
});

const createConnection = createRoute({
  getParentRoute: () => shell,
  path: "/create-connection",
  component: function NewConnection() {
    const navigate = createConnection.useNavigate();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <NewConnectionPage
        me={me}
        onSaved={({ name }) => void navigate({ to: "/connections/$name", params: { name }, search: {} })}
        onCancel={() => void navigate({ to: "/connections" })}
      />
    );
  },
});

const connection = createRoute({
  getParentRoute: () => shell,
  path: "/connections/$name",
  validateSearch: (search: Record<string, unknown>): ComeBack => ({
    ...("connected" in search && { connected: true }),
    problem: text(search.problem),
  }),
  component: function OneConnection() {
    const { name } = connection.useParams();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <ConnectionPage
        key={name}
        name={name}
        me={me}
        back={connection.useSearch()}
        leave={(address) => window.location.assign(address)}
      />
    );
  },
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: "/audit",
  validateSearch: (search: Record<string, unknown>): AuditFilter => ({
    actor: text(search.actor),
    action: text(search.action),
    object: text(search.object),
  }),
  component: function Audit() {
    const navigate = audit.useNavigate();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <AuditPage
        me={me}
        filter={audit.useSearch()}
        onFilter={(change) => navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
      />
    );
  },
});

const jobStates: readonly JobState[] = ["quarantined", "retrying", "running", "waiting", "scheduled"];

const jobs = createRoute({
  getParentRoute: () => shell,
  path: "/jobs",
  validateSearch: (search: Record<string, unknown>): JobSearch => ({
    sync: text(search.sync),
    state: oneOf(jobStates, search.state),
  }),
  component: function Jobs() {
    const { data: me } = useSuspenseQuery(meQuery);
    return <JobPage me={me} filter={jobs.useSearch()} />;
  },
});

const alerts = createRoute({
  getParentRoute: () => shell,
  path: "/alerts",
  validateSearch: (search: Record<string, unknown>): AlertSearch => ({
    sync: text(search.sync),
    show: oneOf(["past"] as const, search.show),
  }),
  component: function Alerts() {
    const { data: me } = useSuspenseQuery(meQuery);
    return <AlertPage me={me} search={alerts.useSearch()} />;
  },
});

const analytics = createRoute({
  getParentRoute: () => shell,
  path: "/analytics",
  validateSearch: (search: Record<string, unknown>): AnalyticsSearch => ({
    sync: text(search.sync),
    days: oneOf(["7", "90", "365"] as const, text(search.days)),
  }),
  component: () => <AnalyticsPage search={analytics.useSearch()} />,
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: function Settings() {
    return (
      <SettingsFrame>
        <Outlet />
      </SettingsFrame>
    );
  },
});

const workspaceSettings = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: function OfWorkspace() {
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <>
        <WorkspaceSection me={me} />
        {me.owner && <WorkspaceList onIn={beginAnew} />}
      </>
    );
  },
});

const people = createRoute({
  getParentRoute: () => settings,
  path: "/people",
  validateSearch: (search: Record<string, unknown>): PeopleFilter => ({ q: text(search.q) }),
  component: function People() {
    const navigate = people.useNavigate();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <PeopleSection
        me={me}
        filter={people.useSearch()}
        onFilter={(change) => navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false })}
      />
    );
  },
});

const tokens = createRoute({
  getParentRoute: () => settings,
  path: "/tokens",
  validateSearch: (search: Record<string, unknown>): TokenFilter => ({ show: oneOf(["all"] as const, search.show) }),
  component: function Tokens() {
    const { data: me } = useSuspenseQuery(meQuery);
    return <TokenSection me={me} filter={tokens.useSearch()} />;
  },
});

const account = createRoute({
  getParentRoute: () => settings,
  path: "/account",
  component: function Account() {
    const { data: me } = useSuspenseQuery(meQuery);
    return <AccountSection me={me} />;
  },
});

const embed = createRoute({
  getParentRoute: () => settings,
  path: "/embed",
  validateSearch: (search: Record<string, unknown>): EmbedSearch => ({ sync: text(search.sync) }),
  component: function Embed() {
    const navigate = embed.useNavigate();
    const { data: me } = useSuspenseQuery(meQuery);
    return (
      <EmbedSection
        me={me}
        search={embed.useSearch()}
        onSearch={(search) => navigate({ search, replace: true, resetScroll: false })}
      />
    );
  },
});

const alertSettings = createRoute({
  getParentRoute: () => settings,
  path: "/alerts",
  component: function Channels() {
    const { data: me } = useSuspenseQuery(meQuery);
    return <AlertSection me={me} />;
  },
});

const about = createRoute({ getParentRoute: () => settings, path: "/about", component: () => <AboutSection /> });

const routes = root.addChildren([
  signIn,
  setup,
  link,
  invite,
  newPassword,
  shell.addChildren([
    home,
    syncs,
    sync,
    syncRows,
    syncMapping,
    syncSchedule,
    syncSettings,
    createSync,
    conflicts,
    connections,
    createConnection,
    connection,
    audit,
    alerts,
    analytics,
    jobs,
    runs,
    run,
    settings.addChildren([workspaceSettings, people, tokens, alertSettings, account, embed, about]),
  ]),
]);

export function createAppRouter(client: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree: routes,
    context: { client },
    scrollRestoration: true,
    defaultPreload: false,
    ...(history && { history }),
  });
}

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module "@tanstack/react-router" {
  interface Register {
    router: AppRouter;
  }
}

/* What stands in the address was perhaps typed by hand: what is not understood is left out. */

function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function figure(value: unknown): number | undefined {
  const number = Number(value);
  return value !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

function instant(value: unknown): string | undefined {
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return known.find((one) => one === value);
}

/** Only a path of our own: "//elsewhere.example" would be somebody else's page. */
export function ownPath(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : "/";
}

function NoPage() {
  return (
    <main style={{ padding: 32 }}>
      <PageHead title="No such page" />
      <Link to="/" className="pressable">
        Go to the overview
      </Link>
    </main>
  );
}
