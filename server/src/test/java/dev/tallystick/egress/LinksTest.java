package dev.tallystick.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

    private static final URI BASE = URI.create("https://api.example.test/v1/clients?page=1");

    private static Optional<String> next(String header) {
        return Links.of(Headers.NONE.with("Link", header), BASE).target("next").map(URI::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "<https://api.example.test/c?cursor=a%2Cb&limit=50>; rel=\"next\", </c>; rel=first"
                        + " | https://api.example.test/c?cursor=a%2Cb&limit=50",
                "</c?a=1,2;3>; rel=next | https://api.example.test/c?a=1,2;3",
                "<?page=2>;rel=next | https://api.example.test/v1/?page=2",
                "<c2>  ;  REL  =  \"NEXT\" | https://api.example.test/v1/c2",
                "</a>; title=\"x, y; rel=next <\"; rel=\"prev\", </b>; rel=\"last next\" | https://api.example.test/b",
                "</a>; title=\"quote \\\" here\"; rel=next | https://api.example.test/a",
                "</a>; rel=prev; rel=next, </b>; rel=next | https://api.example.test/b",
                "</a>; rel=next; anchor=\"#foo\", </b>; rel=next | https://api.example.test/b",
                "</a>; foo; rel=next | https://api.example.test/a",
                ",, </a>; rel=next ,, | https://api.example.test/a",
                "<//evil.test/x>; rel=next | https://evil.test/x",
            })
    void findsTheNextPage(String header, String expected) {
        assertThat(next(header)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "next",
                "</a>",
                "</a>; rel",
                "</a>; rel=",
                "</a; rel=next",
                "</a>; rel=\"next",
                "<ht tp://x y>; rel=next",
                "<<</a>; rel=next",
                "</a>; rel=nextpage",
                "/a; rel=next",
                "</a> garbage; rel=next",
                "\"</a>; rel=next"
            })
    void brokenHeadersHoldNoLink(String header) {
        assertThat(next(header)).isEmpty();
    }

    @Test
    void readsSeveralHeaders() {
        var headers = Headers.NONE.with("Link", "</1>; rel=first").with("link", "</2>; rel=next");

        assertThat(Links.of(headers, BASE).target("next")).contains(URI.create("https://api.example.test/2"));
        assertThat(Links.of(headers, BASE).links()).hasSize(2);
    }

    @Test
    void originsAreComparedWithTheirDefaultPort() {
        assertThat(Origin.of(URI.create("HTTPS://API.example.test:443/x"))).isEqualTo(Origin.of(BASE));
        assertThat(Origin.of(URI.create("http://api.example.test/"))).isNotEqualTo(Origin.of(BASE));
        assertThat(Origin.of(URI.create("https://api.example.test.evil.test/"))).isNotEqualTo(Origin.of(BASE));
    }
}
