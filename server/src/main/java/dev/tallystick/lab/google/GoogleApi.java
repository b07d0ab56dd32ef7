package dev.tallystick.lab.google;

import dev.tallystick.lab.Api;
import dev.tallystick.lab.Call;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Reply;
import dev.tallystick.lab.google.drive.DriveApi;
import dev.tallystick.lab.google.drive.ExportLink;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.oauth.Access;
import dev.tallystick.lab.google.oauth.OAuthApi;
import dev.tallystick.lab.google.sheets.SheetsApi;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Google in the lab, below one path: `/google/v4/spreadsheets…` (Sheets), `/google/drive/v3/…` (Drive),
/// `/google/spreadsheets/d/{id}/export` (the CSV link), `/google/o/oauth2/v2/auth`, `/google/token`, `/google/revoke`
/// and
/// `/google/tokeninfo` (OAuth).
///
/// ```java
/// var sheet = lab.google().create("Clients");
/// sheet.people().row("Sheet1", "A1", "id", "Name");
/// lab.google().beforeNext(call -> call.is("values.append"), () -> sheet.people().sort("Sheet1", "B", true));
/// ```
public final class GoogleApi implements Api {

    public static final String PREFIX = "/google";

    /// Whose spreadsheets they are, unless another owner is named.
    public static final String OWNER = "owner@lab.example";

    /// The id of the demo's spreadsheet.
    public static final String DEMO = "1LabSalesPipeline0000000001";

    /// The id of the demo's spreadsheet of master data.
    public static final String MASTER_DATA = "1LabMasterData00000000000001";

    private final Clock clock;
    private final Runnable settle;
    private final Files files;
    private final OAuthApi oauth;
    private final SheetsApi sheets;
    private final DriveApi drive;
    private final ExportLink export;
    private final Quota quota;
    private final Writes writes = new Writes();
    private final Moments moments = new Moments();
    private final Hand hand;
    private final String token;
    private final long seed;
    private volatile boolean disabled;
    private volatile @Nullable Pipeline pipeline;

    /// @param settle carries out late calls that are due
    /// @param origin of the lab, such as `http://127.0.0.1:1234`
    public GoogleApi(long seed, Clock clock, Runnable settle, Supplier<String> origin) {
        Supplier<String> root = () -> origin.get() + PREFIX;
        this.seed = seed;
        this.clock = clock;
        this.settle = settle;
        this.files = new Files(clock, settle);
        this.oauth = new OAuthApi(root, OWNER, clock);
        this.sheets = new SheetsApi(files);
        this.drive = new DriveApi(files, clock);
        this.export = new ExportLink(files, root, clock);
        this.quota = new Quota(clock);
        this.hand = new Hand(this);
        this.token = oauth.grants().token(OWNER, oauth.client().id(), Access.SPREADSHEETS, Access.DRIVE);
    }

    // ---- for tests

    /// An empty one with the tab `Sheet1`.
    public Spreadsheet create(String title) {
        return create(title, "en_US", "Etc/GMT");
    }

    public Spreadsheet create(String title, String locale, String timeZone) {
        return files.create(OWNER, title, locale, timeZone);
    }

    /// @throws NoSuchElementException where there is none
    public Spreadsheet spreadsheet(String id) {
        settle.run();
        return files.find(id).orElseThrow(() -> new NoSuchElementException("There is no spreadsheet " + id));
    }

    public Files files() {
        return files;
    }

    /// A token of the owner for spreadsheets and Drive, good for ever.
    public String token() {
        return token;
    }

    public OAuthApi oauth() {
        return oauth;
    }

    public DriveApi drive() {
        return drive;
    }

    public Quota quota() {
        return quota;
    }

    /// Every call that wrote or tried to.
    public Writes writes() {
        settle.run();
        return writes;
    }

    /// Once, right before the next such call of the Sheets API is carried out.
    public void beforeNext(Predicate<ApiCall> when, Runnable deed) {
        moments.beforeNext(when, deed);
    }

    /// Once, right after the next such call has been carried out, before its answer is sent.
    public void afterNext(Predicate<ApiCall> when, Runnable deed) {
        moments.afterNext(when, deed);
    }

    /// How many of those are still to come.
    public int momentsWaiting() {
        return moments.waiting();
    }

    /// The Sheets API is switched off in the project.
    public void disable(boolean on) {
        disabled = on;
    }

    /// The spreadsheet "Sales pipeline", beside its counterpart in another service, with people at work in it.
    public synchronized Spreadsheet addDemo() {
        var made = new Pipeline(files.create(OWNER, DEMO, "Sales pipeline", "en_US", "Europe/Berlin"), seed, clock);
        made.addContacts();
        pipeline = made;
        return made.spreadsheet();
    }

    /// The spreadsheet "Master data", shared by link, in which nobody works by himself; its tabs have the gids 0, 1182,
    /// 1350 and 1471.
    public Spreadsheet addMasterData() {
        return MasterSheet.fill(files.create(OWNER, MASTER_DATA, "Master data", "en_US", "Europe/Vienna"));
    }

    /// One more with the tabs of the demo, in which nobody works by himself.
    public Spreadsheet addSales(String title) {
        return new Pipeline(create(title, "en_US", "Europe/Berlin"), seed, clock).spreadsheet();
    }

    /// As [#addDemo] with rows in both tabs, so that a first match has something to match.
    public synchronized Spreadsheet addFilledDemo() {
        Spreadsheet spreadsheet = addDemo();
        Pipeline made = pipeline;
        if (made != null) {
            made.fillCompanies();
        }
        return spreadsheet;
    }

    /// Somebody edits the demo a little; nothing happens where it was not added.
    public void drift() {
        Pipeline made = pipeline;
        if (made != null) {
            made.step();
        }
    }

    // ---- as a service of the lab

    @Override
    public boolean serves(String path) {
        return path.startsWith(PREFIX + "/");
    }

    @Override
    public @Nullable Reply hand(Call call) {
        return call.path().startsWith("/_lab/google/") ? hand.handle(call) : null;
    }

    @Override
    public Reply handle(Call sent) {
        Call call = overridden(sent);
        String path = call.rawPath().substring(PREFIX.length());
        if (oauth.serves(path)) {
            return oauth.handle(call, path);
        }
        Optional<Access> access = oauth.grants().access(Api.bearer(call));
        if (export.serves(path)) {
            return export.handle(call, path, access);
        }
        if (drive.serves(path)) {
            return drive(call, path, access);
        }
        return path.startsWith("/v4/") ? sheets(call, path, access) : lost();
    }

    /// The official clients send a GET as a POST once its address is too long.
    private static Call overridden(Call call) {
        if (!call.method().equals("POST")
                || !call.header("x-http-method-override").orElse("").equals("GET")) {
            return call;
        }
        String query = new String(call.body(), StandardCharsets.UTF_8);
        return new Call(
                "GET", call.path(), call.rawPath(), query, call.form(), call.headers(), new byte[0], call.fault());
    }

    private static Reply lost() {
        return Reply.of(
                404,
                "text/html; charset=UTF-8",
                "<!DOCTYPE html><html><head><title>Error 404 (Not Found)!!1</title></head><body><p>The requested URL"
                        + " was not found on this server.</p></body></html>\n");
    }

    private static Access known(Call call, Optional<Access> access) {
        if (Api.bearer(call).isEmpty()) {
            throw GoogleError.unregistered();
        }
        return access.orElseThrow(GoogleError::unauthenticated);
    }

    private Reply sheets(Call call, String path, Optional<Access> access) {
        try {
            Access caller = known(call, access);
            Optional<ApiCall> understood = sheets.understand(call, path);
            if (understood.isEmpty()) {
                return lost();
            }
            if (disabled) {
                throw GoogleError.disabled(SheetsApi.SERVICE);
            }
            quota.take(understood.get().write(), caller.account());
            return carriedOut(call, path, understood.get(), caller);
        } catch (GoogleError error) {
            return error.reply();
        }
    }

    private Reply carriedOut(Call call, String path, ApiCall asked, Access caller) {
        moments.before(asked);
        long number = asked.write() ? writes.next() : 0;
        Reply reply;
        try {
            reply = sheets.answer(call, path, asked, caller, number);
        } catch (GoogleError error) {
            reply = error.reply();
        }
        if (asked.write()) {
            writes.add(new Writes.Write(
                    number,
                    clock.instant(),
                    asked.operation(),
                    asked.spreadsheetId(),
                    asked.range(),
                    caller.account(),
                    asked.body(),
                    reply.status(),
                    Optional.ofNullable(call.fault()).map(Fault::kind)));
        }
        moments.after(asked);
        return reply;
    }

    private Reply drive(Call call, String path, Optional<Access> access) {
        try {
            return drive.handle(call, path, known(call, access));
        } catch (GoogleError error) {
            return error.driveReply("global", DriveReasons.of(error.code()));
        }
    }

    @Override
    public Reply inItsWords(Call call, Reply plain) {
        String type = plain.headers().getOrDefault("Content-Type", "");
        String path = call.path().substring(PREFIX.length());
        if (!type.startsWith("application/problem+json")) {
            return plain;
        }
        Reply worded = wording(path, plain.status());
        String retry = plain.headers().get("Retry-After");
        return retry == null ? worded : worded.with("Retry-After", retry);
    }

    private Reply wording(String path, int status) {
        if (oauth.serves(path)) {
            String error = status == 401 ? "invalid_client" : status < 500 ? "invalid_grant" : "internal_failure";
            Reply body = Reply.json(Map.of("error", error, "error_description", "Token has been expired or revoked."));
            return new Reply(status, body.headers(), body.body());
        }
        if (export.serves(path)) {
            return Reply.page(status);
        }
        GoogleError error = GoogleError.of(status);
        if (!drive.serves(path)) {
            return error.reply();
        }
        // A 403 of Drive is its rate limit, which is to be tried again.
        return status == 403
                ? error.driveReply("usageLimits", "userRateLimitExceeded")
                : error.driveReply(status == 429 ? "usageLimits" : "global", DriveReasons.of(status));
    }
}
