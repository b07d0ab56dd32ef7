package dev.tallystick.lab.airtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Fault.Kind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AirtableFaultsTest {

    private final AirtableLab lab = new AirtableLab();
    private final String path = lab.at("Clients");

    @AfterEach
    void close() {
        lab.close();
    }

    private void meet(Fault fault) {
        lab.lab.faults().add(fault);
    }

    private int rows() {
        return lab.base.table("Clients").records().size();
    }

    private void createUnanswered() {
        assertThatThrownBy(() -> lab.send(Method.POST, path, "{'fields':{'Name':'Ada'}}"))
                .isInstanceOf(EgressException.class);
    }

    @Test
    void aWriteIsAppliedAndItsAnswerLost() {
        meet(Fault.of(Kind.RESET_AFTER, "POST " + path));
        createUnanswered();
        assertThat(rows()).isEqualTo(1);
        assertThat(lab.airtable.writes().entries()).hasSize(1);
    }

    @Test
    void aWriteIsNotAppliedAtAll() {
        meet(Fault.of(Kind.RESET_BEFORE, "POST " + path));
        createUnanswered();
        lab.clock.pass(Duration.ofHours(1));
        assertThat(rows()).isZero();
    }

    @Test
    void aWriteIsAppliedLate() {
        meet(Fault.of(Kind.APPLIED_LATE, "POST " + path).value("5000"));
        createUnanswered();
        lab.clock.pass(Duration.ofMillis(4999));
        assertThat(rows()).isZero();
        assertThat(lab.walk(path)).isEmpty();
        assertThat(lab.lab.lateCalls()).isEqualTo(1);

        lab.clock.pass(Duration.ofMillis(1));

        assertThat(lab.walk(path)).hasSize(1);
        assertThat(lab.airtable.writes().entries()).singleElement().matches(Writes.Write::late);
        assertThat(lab.base.table("Clients").modified(lab.walk(path).getFirst()))
                .isEqualTo("2026-11-25T08:00:05Z");
        assertThat(lab.lab.lateCalls()).isZero();
    }

    @Test
    void whatPeopleDoMeetsTheLateWriteInItsPlace() {
        String id = lab.clients(1).getFirst();
        meet(Fault.of(Kind.APPLIED_LATE, "PATCH " + path).value("1000"));
        assertThatThrownBy(() -> lab.send(Method.PATCH, path + "/" + id, "{'fields':{'Age':100}}"))
                .isInstanceOf(EgressException.class);
        lab.clock.pass(Duration.ofSeconds(2));

        lab.people.edit("Clients", id, "Age", 7);

        assertThat(lab.base.table("Clients").record(id).orElseThrow())
                .as("the later edit wins")
                .containsEntry("Age", 7L);
    }

    @Test
    void aLateWriteThatIsRefusedIsNobodysBusiness() {
        String id = lab.clients(1).getFirst();
        meet(Fault.of(Kind.APPLIED_LATE, "PATCH " + path).value("1000"));
        assertThatThrownBy(() -> lab.send(Method.PATCH, path + "/" + id, "{'fields':{'Age':100}}"))
                .isInstanceOf(EgressException.class);
        lab.people.delete("Clients", id);
        lab.clock.pass(Duration.ofSeconds(2));

        assertThat(lab.get(path).status()).isEqualTo(200);
        assertThat(lab.airtable.writes().entries()).isEmpty();
    }

    @Test
    void halfOfABatchIsAppliedAndThenTheServerFails() {
        meet(Fault.of(Kind.PARTIAL_BATCH, "POST " + path));

        AirtableLab.Answer answer = lab.send(
                Method.POST,
                path,
                "{'records':[{'fields':{'Name':'1'}},{'fields':{'Name':'2'}},{'fields':{'Name':'3'}},{'fields':{}}]}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("RETRIABLE_ERROR");
        assertThat(rows()).isEqualTo(2);
        assertThat(lab.airtable.writes().entries()).hasSize(2);
    }

    @Test
    void aShortPageHasAnOffsetAndLosesNothing() {
        List<String> all = lab.clients(25);
        meet(Fault.of(Kind.SHORT_PAGE, path).times(2).value("3"));

        assertThat(AirtableLab.ids(lab.get(path + "?pageSize=10").json())).hasSize(3);
        assertThat(lab.walk(path + "?pageSize=10")).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void aPartialPageLosesRowsAndSaysNothing() {
        lab.clients(25);
        meet(Fault.of(Kind.PARTIAL_PAGE, path).after(1).value("4"));
        assertThat(lab.walk(path + "?pageSize=10")).hasSize(21);
        assertThat(lab.walk(path + "?pageSize=10")).hasSize(25);
    }

    @ParameterizedTest
    @CsvSource({"missed, 24, 24", "twice, 26, 25", "'', 24, 24"})
    void aRowMovesBetweenThePages(String how, int seen, int different) {
        lab.clients(25);
        meet(Fault.of(Kind.MOVING_ROW, path).value(how));

        List<String> ids = lab.walk(path + "?pageSize=10");

        assertThat(ids).hasSize(seen);
        assertThat(new HashSet<>(ids)).hasSize(different);
        assertThat(lab.walk(path)).hasSize(25);
    }

    @Test
    void anIteratorIsLostAndTheListingBegunAgainIsWhole() {
        lab.clients(25);
        String offset = lab.get(path + "?pageSize=10").json().get("offset").asString();
        meet(Fault.of(Kind.ITERATOR_GONE, path));

        for (int again = 0; again < 2; again++) {
            assertThat(lab.get(path + "?pageSize=10&offset=" + offset).text())
                    .isEqualTo("{\"error\":{\"type\":\"LIST_RECORDS_ITERATOR_NOT_AVAILABLE\"}}");
        }
        assertThat(lab.walk(path + "?pageSize=10")).hasSize(25);
    }

    @Test
    void pagesAreMissedRepeatedLoopedAndShrunkAsThePartnersAre() {
        lab.clients(30);
        meet(Fault.of(Kind.MISSING_PAGE, path).after(1));
        assertThat(lab.walk(path + "?pageSize=10")).hasSize(20);
        meet(Fault.of(Kind.DUPLICATE_PAGE, path).after(1));
        assertThat(lab.walk(path + "?pageSize=10")).hasSize(40);
        meet(Fault.of(Kind.CURSOR_LOOP, path));
        String offset = lab.get(path + "?pageSize=10").json().get("offset").asString();
        assertThat(AirtableLab.ids(
                        lab.get(path + "?pageSize=10&offset=" + offset).json()))
                .isEqualTo(AirtableLab.ids(lab.get(path + "?pageSize=10").json()));
        meet(Fault.of(Kind.SHRINK, path).value("4"));
        assertThat(lab.walk(path)).hasSize(26);
    }

    @ParameterizedTest
    @CsvSource({
        "STATUS, '', 500, SERVER_ERROR",
        "STATUS, 502, 502, SERVER_ERROR",
        "STATUS, 503, 503, RETRIABLE_ERROR",
        "STATUS, 422, 422, INVALID_REQUEST_UNKNOWN",
        "STATUS, 404, 404, NOT_FOUND",
        "UNAUTHORIZED, '', 401, AUTHENTICATION_REQUIRED",
        "FORBIDDEN, '', 403, INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
        "THROTTLED, '', 429, RATE_LIMIT_REACHED"
    })
    void faultsSpeakAirtablesWords(Kind kind, String value, int status, String type) {
        meet(Fault.of(kind, path).value(value));

        var response = lab.response(Request.get(lab.lab.uri(path)));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.text()).contains("\"" + type + "\"");
        assertThat(response.mediaType()).isEqualTo("application/json");
        assertThat(response.headers().first("Retry-After")).isEmpty();
    }

    @Test
    void aThrottleMaySayWhenAndAGatewaySpeaksHtml() {
        meet(Fault.of(Kind.THROTTLED, path).value("7"));
        assertThat(lab.response(Request.get(lab.lab.uri(path))).headers().first("Retry-After"))
                .contains("7");
        meet(Fault.of(Kind.HTML_STATUS, path));
        assertThat(lab.response(Request.get(lab.lab.uri(path))).mediaType()).isEqualTo("text/html");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"TRUNCATED_BODY", "RESET_IN_BODY", "SHORT_LENGTH", "BAD_CHUNK"})
    void brokenAnswersBreakHereToo(Kind kind) {
        meet(Fault.of(kind, path));
        assertThatThrownBy(() -> lab.get(path)).isInstanceOf(EgressException.class);
        assertThat(lab.get(path).status()).isEqualTo(200);
    }
}
