package dev.tallystick.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/// An error as RFC 9457 has it, with a stable code. `detail` is a sentence for a person.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(String type, String title, int status, String detail, String code, List<FieldProblem> errors) {
    static Problem of(Refusal refusal) {
        return new Problem(
                "about:blank",
                refusal.status().getReasonPhrase(),
                refusal.status().value(),
                refusal.sentence(),
                refusal.code(),
                refusal.fields());
    }
}
