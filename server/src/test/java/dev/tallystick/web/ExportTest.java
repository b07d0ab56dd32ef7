package dev.tallystick.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

class ExportTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"=1+1", "+49 30 1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＠x", "-", "+"})
    void whatASpreadsheetWouldCalculateGetsAnApostrophe(String cell) {
        assertThat(Export.safe(cell)).isEqualTo("'" + cell);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=1", "-5", "+7.25", "-1.5E-7", "2026-11-25", "a@b", "'=1"})
    void everythingElseStaysAsItIs(String cell) {
        assertThat(Export.safe(cell)).isEqualTo(cell);
    }

    /// 0 to 4,999 and then, where one is asked for, a failure.
    private static List<Integer> numbers(@Nullable Integer last, boolean fails) {
        int from = last == null ? 0 : last + 1;
        if (from == 5_000 && fails) {
            throw new IllegalStateException("planted");
        }
        var part = new ArrayList<Integer>();
        for (int number = from; number < Math.min(from + 100, 5_000); number++) {
            part.add(number);
        }
        return part;
    }

    @EnableWebMvc
    static class Server {
        @Bean
        TomcatServletWebServerFactory tomcat() {
            return new TomcatServletWebServerFactory(0);
        }

        @Bean
        DispatcherServlet dispatcherServlet() {
            return new DispatcherServlet();
        }

        @Bean
        ProblemAdvice problemAdvice() {
            return new ProblemAdvice();
        }

        @Bean
        FilterRegistrationBean<CutOff> cutOff() {
            return new FilterRegistrationBean<>(new CutOff());
        }

        /// By hand: the test of who may call what looks for controllers by their annotation.
        @Bean
        SmartInitializingSingleton files(RequestMappingHandlerMapping mapping) {
            return () -> {
                try {
                    mapping.registerMapping(
                            RequestMappingInfo.paths("/file").build(),
                            new Files(),
                            Files.class.getDeclaredMethod("get", HttpServletRequest.class, HttpServletResponse.class));
                } catch (NoSuchMethodException e) {
                    throw new IllegalStateException(e);
                }
            };
        }
    }

    static class Files {
        public void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
            new Export(request, response, request.getParameter("as"))
                    .send(
                            "numbers",
                            JsonMapper.shared(),
                            List.of("number"),
                            (Integer number) -> List.of(List.of(number)),
                            last -> numbers(last, request.getParameter("fails") != null));
        }
    }

    @Test
    void aFileThatBreaksInTheMiddleIsNeverTakenForAWholeOne() throws Exception {
        try (var server = new SpringApplicationBuilder(Server.class).run("--spring.main.banner-mode=off");
                var http = HttpClient.newHttpClient()) {
            var address = "http://127.0.0.1:"
                    + ((ServletWebServerApplicationContext) server)
                            .getWebServer()
                            .getPort() + "/file?as=";
            assertThat(get(http, address + "csv").body().lines()).hasSize(5_001);
            assertThat(JsonMapper.shared().readTree(get(http, address + "json").body()))
                    .hasSize(5_000);
            for (String format : List.of("csv", "json")) {
                assertThatThrownBy(() -> get(http, address + format + "&fails=1"))
                        .as(format)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    private static HttpResponse<String> get(HttpClient http, String address) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
