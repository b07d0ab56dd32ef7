package dev.tallystick.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Seeds;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class EqualityTest {
    private static final Equality EXACT = Equality.EXACT;
    private static final Equality LOOSE = new Equality(true, true);

    @Test
    void comparesDecimalsByValue() {
        assertThat(EXACT.same(Value.decimal("1.10"), Value.decimal("1.1"))).isTrue();
        assertThat(EXACT.same(Value.decimal("100"), Value.decimal("1E+2"))).isTrue();
        assertThat(EXACT.same(Value.decimal("0.00"), Value.decimal("-0"))).isTrue();
        assertThat(EXACT.same(Value.decimal("9007199254740993"), Value.decimal("9007199254740992")))
                .isFalse();
        assertThat(EXACT.same(Value.decimal("0.1"), Value.decimal("0.10000000000000001")))
                .isFalse();
    }

    @Test
    void comparesInstantsToTheMillisecond() {
        assertThat(EXACT.same(instant("2026-11-20T08:00:00.412Z"), instant("2026-11-20T08:00:00.412999Z")))
                .isTrue();
        assertThat(EXACT.same(instant("2026-11-20T08:00:00.412Z"), instant("2026-11-20T08:00:00.413Z")))
                .isFalse();
        assertThat(EXACT.same(instant("1969-12-31T23:59:59.9991Z"), instant("1969-12-31T23:59:59.9999Z")))
                .isTrue();
        assertThat(EXACT.same(instant("1969-12-31T23:59:59.9999Z"), instant("1970-01-01T00:00:00Z")))
                .isFalse();
    }

    @Test
    void takesCrLfForLf() {
        assertThat(EXACT.same(Value.text("a\r\nb"), Value.text("a\nb"))).isTrue();
        assertThat(EXACT.same(Value.text("a\rb"), Value.text("a\nb"))).isFalse();
    }

    @Test
    void comparesChoicesAndLinksAsSets() {
        assertThat(EXACT.same(new Value.Choices(List.of("a", "b", "a")), new Value.Choices(List.of("b", "a"))))
                .isTrue();
        assertThat(EXACT.same(new Value.Choices(List.of("a, b")), new Value.Choices(List.of("a", "b"))))
                .isFalse();
        assertThat(EXACT.same(new Value.Links(List.of("1", "2")), new Value.Links(List.of("2", "1"))))
                .isTrue();
        assertThat(EXACT.same(new Value.Links(List.of()), Value.empty())).isTrue();
    }

    @Test
    void comparesAttachmentsById() {
        var one = new Value.Attachments(List.of(new Value.Attachment("f1", "a.pdf")));
        assertThat(EXACT.same(one, new Value.Attachments(List.of(new Value.Attachment("f1", "renamed.pdf")))))
                .isTrue();
        assertThat(EXACT.same(one, new Value.Attachments(List.of(new Value.Attachment("f2", "a.pdf")))))
                .isFalse();
    }

    @Test
    void tellsBlankAndFalseFromEmptyOnlyWhereBothSidesCan() {
        assertThat(EXACT.same(Value.text(""), Value.empty())).isFalse();
        assertThat(LOOSE.same(Value.text(""), Value.empty())).isTrue();
        assertThat(EXACT.same(new Value.Bool(false), Value.empty())).isFalse();
        assertThat(LOOSE.same(new Value.Bool(false), Value.empty())).isTrue();
        assertThat(LOOSE.same(new Value.Bool(true), Value.empty())).isFalse();
        assertThat(LOOSE.same(Value.text(" "), Value.empty())).isFalse();
    }

    @Test
    void neverTakesOneTypeForAnother() {
        assertThat(EXACT.same(Value.text("1"), Value.decimal("1"))).isFalse();
        assertThat(EXACT.same(
                        new Value.LocalDateTime(LocalDateTime.parse("2026-01-01T00:00")),
                        instant("2026-01-01T00:00:00Z")))
                .isFalse();
    }

    @Test
    void anyValueIsTheSameAsItselfWrittenAnotherWay() {
        record Case(Value value, Value reworded) {}
        Seeds.check(
                20_000,
                draw -> {
                    var value = AnyValue.draw(draw);
                    return new Case(value, AnyValue.reworded(value, draw));
                },
                each -> {
                    assertThat(EXACT.same(each.value(), each.reworded())).isTrue();
                    assertThat(LOOSE.same(each.reworded(), each.value())).isTrue();
                });
    }

    @Test
    void isAnEquivalence() {
        record Case(Value one, Value two, Value three) {}
        Seeds.check(
                50_000,
                draw -> new Case(AnyValue.draw(draw), AnyValue.draw(draw), AnyValue.draw(draw)),
                each -> List.of(EXACT, LOOSE, new Equality(true, false)).forEach(equality -> {
                    assertThat(equality.same(each.one(), each.one())).isTrue();
                    assertThat(equality.same(each.one(), each.two())).isEqualTo(equality.same(each.two(), each.one()));
                    if (equality.same(each.one(), each.two()) && equality.same(each.two(), each.three())) {
                        assertThat(equality.same(each.one(), each.three())).isTrue();
                    }
                    assertThat(equality.normal(equality.normal(each.one()))).isEqualTo(equality.normal(each.one()));
                }));
    }

    private static Value instant(String text) {
        return new Value.Timestamp(Instant.parse(text));
    }
}
