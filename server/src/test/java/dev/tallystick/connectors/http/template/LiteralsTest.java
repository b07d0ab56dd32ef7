package dev.tallystick.connectors.http.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "123          | 123",
                "1_000        | 1000",
                "0x1F         | 31",
                "1e5          | 100000.0",
                "-  4         | -4",
                "None         | None",
                "1,2          | (1, 2)",
                "'a' 'b'      | 'ab'",
                "5 # x        | 5",
                "[1, [2], ]   | [1, [2]]",
                "{'a': 1,}    | {'a': 1}",
                "000          | 0",
                "(1)          | 1",
                "r'\\d'       | '\\\\d'",
            })
    void readsWhatPythonReads(String text, String value) {
        assertThat(Literals.parse(text)).map(PythonText::quoted).hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "007",
                "true",
                "null",
                "2024-01-01",
                "abc",
                "5a",
                "1__0",
                "[1",
                "{\"a\": true}",
                "--5",
                "'a",
                "1 2",
                "",
                "\n 5",
                "1+2",
                "{[]: 1}",
                "__import__('os')"
            })
    void leavesEverythingElseAsText(String text) {
        assertThat(Literals.parse(text)).isEmpty();
    }
}
