package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import dev.tallystick.lab.google.ApiCall;
import dev.tallystick.lab.google.FieldMask;
import dev.tallystick.lab.google.Files;
import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.InvalidEdit;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.oauth.Access;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sheets.googleapis.com`.
public final class SheetsApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    public static final String SERVICE = "sheets.googleapis.com";

    private final Files files;

    public SheetsApi(Files files) {
        this.files = files;
    }

    /// What is asked, or empty where nothing stands behind the path.
    ///
    /// @throws GoogleError where the body is no JSON
    public Optional<ApiCall> understand(Call call, String path) {
        return Operation.of(call, path)
                .map(operation -> new ApiCall(
                        operation.name().said(),
                        operation.spreadsheetId(),
                        operation.target(),
                        call.query(),
                        body(call),
                        operation.name().write()));
    }

    private static JsonNode body(Call call) {
        if (call.body().length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode body = JSON.readTree(call.body());
            if (body.isObject()) {
                return body;
            }
        } catch (JacksonException _) {
            // Said below.
        }
        throw GoogleError.invalid("Invalid JSON payload received. Unexpected token.");
    }

    /// @param number of the call among the writes, or 0
    /// @throws GoogleError where it is refused
    public Reply answer(Call call, String path, ApiCall asked, Access access, long number) {
        Operation operation = Operation.of(call, path).orElseThrow(GoogleError::notFound);
        mayCall(operation, access);
        FieldMask mask = call.asked("fields").map(FieldMask::parse).orElse(FieldMask.ALL);
        try {
            JsonNode whole = carryOut(call, operation, asked, access, mask, number);
            return reply(mask.of(whole));
        } catch (InvalidEdit invalid) {
            throw GoogleError.invalid(invalid.said());
        }
    }

    private static Reply reply(JsonNode body) {
        return new Reply(200, Map.of("Content-Type", "application/json; charset=UTF-8"), JSON.writeValueAsBytes(body));
    }

    private static void mayCall(Operation operation, Access access) {
        boolean may = access.hasAny(Access.SPREADSHEETS, Access.DRIVE, Access.DRIVE_FILE)
                || (!operation.name().write() && access.hasAny(Access.SPREADSHEETS_READ, Access.DRIVE_READ));
        if (!may) {
            throw GoogleError.scopeTooSmall(
                    SERVICE,
                    "google.apps.sheets.v4.SpreadsheetsService."
                            + operation.name().said());
        }
    }

    private JsonNode carryOut(
            Call call, Operation operation, ApiCall asked, Access access, FieldMask mask, long number) {
        if (operation.name() == Operation.Name.CREATE) {
            return new CreateSpreadsheet(files).create(asked.body(), access);
        }
        Spreadsheet spreadsheet = files.find(operation.spreadsheetId())
                .filter(file -> !access.onlyOwnFiles() || file.isOpenedWith(access.client()))
                .orElseThrow(GoogleError::notFound);
        mayUse(spreadsheet, access, operation.name().write());
        if (!operation.name().write()) {
            Book book = spreadsheet.underCall();
            return new ReadCalls(spreadsheet, book, access.account()).answer(call, operation, asked.body(), mask);
        }
        return spreadsheet.edit(
                access.account(),
                operation.name().said(),
                number,
                book -> new WriteCalls(spreadsheet, book, access.account()).answer(call, operation, asked.body()));
    }

    private static void mayUse(Spreadsheet spreadsheet, Access access, boolean write) {
        boolean may = write
                ? spreadsheet
                        .role(access.account())
                        .filter(role -> role != Spreadsheet.Role.READER)
                        .isPresent()
                : Files.sees(access, spreadsheet);
        if (!may) {
            throw GoogleError.denied();
        }
        if (spreadsheet.kind() == Spreadsheet.Kind.UPLOADED) {
            throw GoogleError.failedPrecondition("This operation is not supported for this document");
        }
    }
}
