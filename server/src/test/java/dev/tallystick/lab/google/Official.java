package dev.tallystick.lab.google;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.drive.Drive;
import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetResponse;
import com.google.api.services.sheets.v4.model.DimensionRange;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.ValueRange;
import dev.tallystick.lab.Lab;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// Google's own clients, pointed at the lab: whatever the lab answers, they must be able to read.
final class Official {

    private Official() {}

    static HttpRequestInitializer bearer(String token) {
        return request -> request.getHeaders().setAuthorization("Bearer " + token);
    }

    static Sheets sheets(Lab lab, HttpRequestInitializer signIn) {
        return new Sheets.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), signIn)
                .setRootUrl(lab.uri(GoogleApi.PREFIX + "/").toString())
                .setApplicationName("referee")
                .build();
    }

    static Sheets sheets(Lab lab) {
        return sheets(lab, bearer(lab.google().token()));
    }

    static Drive drive(Lab lab, HttpRequestInitializer signIn) {
        return new Drive.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), signIn)
                .setRootUrl(lab.uri(GoogleApi.PREFIX + "/").toString())
                .setApplicationName("referee")
                .build();
    }

    static ValueRange rows(Object... rows) {
        return new ValueRange()
                .setValues(Arrays.stream(rows)
                        .map(row -> row instanceof List<?> list ? List.<Object>copyOf(list) : List.of(row))
                        .toList());
    }

    static BatchUpdateSpreadsheetResponse batch(Sheets sheets, String id, Request... requests) throws IOException {
        return sheets.spreadsheets()
                .batchUpdate(id, new BatchUpdateSpreadsheetRequest().setRequests(List.of(requests)))
                .execute();
    }

    static DimensionRange lines(String dimension, int from, int to) {
        return new DimensionRange()
                .setSheetId(0)
                .setDimension(dimension)
                .setStartIndex(from)
                .setEndIndex(to);
    }

    interface Asking {
        void ask() throws IOException;
    }

    /// The error that the client makes of the answer.
    static GoogleJsonResponseException refused(Asking asking) throws IOException {
        try {
            asking.ask();
        } catch (GoogleJsonResponseException refused) {
            return refused;
        }
        throw new AssertionError("it was taken");
    }
}
