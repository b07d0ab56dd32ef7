package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameListTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            nullValues = "-",
            value = {
                "Ann, Bob               ; Ann | Bob",
                "Ann,Bob                ; Ann | Bob",
                "~  Ann ,  Bob  ~       ; Ann | Bob",
                "Ann,,Bob,              ; Ann | Bob",
                "~~                     ; -",
                "~ , ,~                 ; -",
                "\"Smith, Eve\"         ; Smith, Eve",
                "Ann, \"Smith, Eve\"    ; Ann | Smith, Eve",
                "\"Smith, Eve\" , Bob   ; Smith, Eve | Bob",
                "\"say \"\"hi\"\"\"     ; say \"hi\"",
                "5\" pipe, Bob          ; 5\" pipe | Bob",
                "\"open, Bob            ; \"open | Bob",
                "\"Ann\" Smith, Bob     ; \"Ann\" Smith | Bob",
                "\"\"\"\", Bob          ; \" | Bob",
                "\"\", Bob              ;  | Bob",
                "Ann, Ann               ; Ann | Ann",
            })
    void readsWhatPeopleType(String text, String names) {
        assertThat(NameList.read(text))
                .isEqualTo(
                        names == null
                                ? List.of()
                                : List.of(names.split(" \\| | ?\\| ", -1)).stream()
                                        .map(String::strip)
                                        .toList());
    }

    @Test
    void putsOnlyNamesInQuotesThatNeedThem() {
        assertThat(NameList.write(List.of("Ann", "Smith, Eve", "5\" pipe", " b ", "")))
                .isEqualTo("Ann, \"Smith, Eve\", \"5\"\" pipe\", \" b \", \"\"");
        assertThat(NameList.write(List.of())).isEmpty();
    }

    @Test
    void readsBackWhateverItWrites() {
        var letters = List.of("a", "b", ",", "\"", " ", "\t", "\n", "\u00a0", "é");
        Seeds.check(
                20_000,
                draw -> {
                    var names = new ArrayList<String>();
                    for (var i = draw.upTo(4); i > 0; i--) {
                        var name = new StringBuilder();
                        for (var j = draw.upTo(6); j > 0; j--) {
                            name.append(draw.oneOf(letters));
                        }
                        names.add(name.toString());
                    }
                    return names;
                },
                names -> assertThat(NameList.read(NameList.write(names))).isEqualTo(names));
    }
}
