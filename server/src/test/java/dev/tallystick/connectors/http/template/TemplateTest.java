package dev.tallystick.connectors.http.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connectors.http.template.TemplateException.Kind;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:30:45.123456Z"), ZoneOffset.UTC);

    @SuppressWarnings("unchecked") // JSON objects have text keys
    private static final Map<String, Object> CONTEXT = (Map<String, Object>) JsonValues.read("""
            {"config": {"start_date": "2026-01-31", "n": 7, "f": 1.50, "list": ["a", "b"], "nothing": null, "yes": true},
             "record": {"id": 5, "items": [{"name": "x"}], "price": 12345678901234567890.10, "uri": "/a/b/c9"},
             "response": {"next": null, "more": false}}
            """);

    private static String render(String template) {
        return Template.parse(template).render(CONTEXT, CLOCK);
    }

    private static Object value(String template) {
        return new Expression(template, Map.of(), CLOCK).value(CONTEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "{{ config['n'] + 1 }} § 8",
                "{{ config.f }} § 1.5",
                "{{ config.list }} § ['a', 'b']",
                "{{ config.yes }} and {{ config.nothing }} § True and None",
                "{{ config.missing }}. § .",
                "{{ response.next is none }} {{ response.absent is none }} § True False",
                "{{ record['items'][0]['name'] }} § x",
                "{{ record.items is callable }} § True",
                "{{ record.price }} § 1.23456789012345678901e+19",
                "{{ 7 / 2 }} {{ 7 // 2 }} {{ -7 % 3 }} {{ 2 ** 10 }} § 3.5 3 2 1024",
                "{{ 1e16 }} {{ 0.00001 }} {{ 1.0 }} § 1e+16 1e-05 1.0",
                "{{ 'a' ~ 1 ~ none }} § a1None",
                "{{ 'x' if config.yes and not response.more else 'y' }} § x",
                "{{ '%02d' % config.n }} {{ 'abc'[1:] }} {{ 'abc'[::-1] }} § 07 bc cba",
                "{{ -90.00 <= '12.5'|float <= 90 }} § True",
                "{{ record.uri | regex_search('/([a-z0-9]*)$') }} § c9",
                "{{ config.list | join('-') }} {{ config.list | length }} § a-b 2",
                "{{ 'a,b'.split(',')[1].upper() }} § B",
                "{{ now_utc().strftime('%Y-%m-%dT%H:%M:%SZ') }} § 2026-11-21T10:30:45Z",
                "{{ (str_to_datetime(config.start_date) + duration('P1M')).strftime('%Y-%m-%d') }} § 2026-02-28",
                "{{ timestamp('2022-02-28') }} § 1646006400.0",
                "{{ format_datetime('2022-01-01T01:01:01-0800', '%H') }} § 09",
                "{{ duration('P6DT23H') }} § 6 days, 23:00:00",
                "{% for k in config.list if k != 'a' %}{{ loop.index }}{{ k }}{% endfor %} § 1b",
                "{% set n = namespace(x=0) %}{% for i in config.list %}{% set n.x = n.x + 1 %}{% endfor %}{{ n.x }} § 2",
                "a {%- if true -%} b {%- endif -%} c § abc",
                "{{ {'a': {'b': 1}} }} § {'a': {'b': 1}}",
            })
    void rendersAsPythonDoes(String template, String text) {
        assertThat(render(template)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "{{ config.missing.deeper }}, UNDEFINED",
        "{{ config.missing + 1 }},    UNDEFINED",
        "{{ config.nothing + 'a' }},  TYPE",
        "{{ 'x' in config.nothing }}, TYPE",
        "{{ 1 / 0 }},                 VALUE",
        "{{ stranger }},              UNDECLARED",
        "{{ range(3) }},              UNDECLARED",
        "{{ 9 ** 99999999 }},         LIMIT",
        "{{ 'a' * 99999999 }},        LIMIT",
        "{{ config.__class__.x }},    UNDEFINED",
    })
    void failsAsPythonDoes(String template, Kind kind) {
        assertThatThrownBy(() -> render(template))
                .isInstanceOfSatisfying(
                        TemplateException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{ a", "{% if x %}", "{{ a b }}", "{{ (1 }}", "{% import os %}", "{{ config.authorization) }}"})
    void refusesWhatIsNoTemplate(String template) {
        assertThatThrownBy(() -> Template.parse(template))
                .isInstanceOfSatisfying(
                        TemplateException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.SYNTAX));
    }

    @Test
    void endsALoopThatWouldNotEnd() {
        var nested = "{% for a in x %}{% for b in x %}{% for c in x %}{% for d in x %}.{% endfor %}{% endfor %}"
                + "{% endfor %}{% endfor %}";
        assertThatThrownBy(() -> Template.parse(nested).render(Map.of("x", "0123456789".repeat(10)), CLOCK))
                .isInstanceOfSatisfying(
                        TemplateException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.LIMIT));
    }

    @Test
    void refusesATemplateThatIsNestedWithoutEnd() {
        assertThatThrownBy(() -> Template.parse("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}"))
                .isInstanceOf(TemplateException.class);
    }

    @Test
    void namesWhatItDoesNotOffer() {
        assertThat(Template.parse("{{ x | groupby('a') | list }} {{ x is filter }}")
                        .unsupported())
                .containsExactly("the filter 'groupby'", "the test 'filter'");
        assertThat(Template.parse("{{ config.a }} {% set b = now_utc() %}{{ b }}")
                        .variables())
                .containsExactly("config");
    }

    @Test
    void typesWhatItRenders() {
        assertThat(value("{{ config.n }}")).isEqualTo(7L);
        assertThat(value("007")).isEqualTo("007");
        assertThat(value("'1.10'")).isEqualTo("1.10");
        assertThat(value("{{ config.list }}")).isEqualTo(List.of("a", "b"));
        assertThat(value("true")).isEqualTo("true");
        assertThat(value("{{ config.nothing }}")).isEqualTo(None.NONE);
    }

    @Test
    void givesItsOwnTextForAnOperationOnWrongTypesUnlessAskedToBeStrict() {
        var expression = new Expression("{{ config.nothing + 'a' }}", Map.of(), CLOCK);
        assertThat(expression.value(CONTEXT)).isEqualTo("{{ config.nothing + 'a' }}");
        assertThat(expression.truth(CONTEXT)).isTrue();
        assertThatThrownBy(() -> expression.strictTruth(CONTEXT)).isInstanceOf(TemplateException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{ config.nothing }} | true",
                "{{ config.missing }} | false",
                "{{ 0 }}              | false",
                "{{ [] }}             | false",
                "{{ 'false' }}        | false",
                "{{ 'no' }}           | true",
            })
    void takesEverythingForTrueThatSpellsNoFalsehood(String template, boolean truth) {
        assertThat(new Expression(template, Map.of(), CLOCK).truth(CONTEXT)).isEqualTo(truth);
    }
}
