package dev.tallystick.workspace;

import dev.tallystick.web.WebProperties;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// Four gates. Pages of other systems come with a pass for one sync; programs come with a token, and their cookies are
/// not looked at; browsers come with a session, and
/// must show that the page is ours; and the pages of the UI are for everybody.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final RequestMatcher API = request -> {
        String path = request.getRequestURI();
        return path.startsWith("/api/")
                || path.equals("/api")
                || path.startsWith("/v3/")
                || path.startsWith("/actuator");
    };

    private final RequestAttributeSecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    @Bean
    @Order(0)
    SecurityFilterChain embeds(HttpSecurity http, EmbedTokens tokens, Gate gate, WebProperties web) {
        http.securityMatcher(request -> request.getRequestURI().startsWith("/api/v1/embed/"));
        http.csrf(csrf -> csrf.disable());
        http.addFilterBefore(new Recognise(tokens::by, contexts), AnonymousAuthenticationFilter.class);
        http.addFilterBefore(new AnswerOtherOrigins(tokens), AnonymousAuthenticationFilter.class);
        return guarded(http, gate, web);
    }

    @Bean
    @Order(1)
    SecurityFilterChain programs(HttpSecurity http, Identities identities, Gate gate, WebProperties web) {
        http.securityMatcher(request -> API.matches(request) && request.getHeader(HttpHeaders.AUTHORIZATION) != null);
        http.csrf(csrf -> csrf.disable());
        http.addFilterBefore(new Recognise(identities::byToken, contexts), AnonymousAuthenticationFilter.class);
        return guarded(http, gate, web);
    }

    @Bean
    @Order(2)
    SecurityFilterChain browsers(HttpSecurity http, Identities identities, Gate gate, WebProperties web) {
        http.securityMatcher(API);
        CookieCsrfTokenRepository csrfTokens = CookieCsrfTokenRepository.withHttpOnlyFalse();
        csrfTokens.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
        http.csrf(csrf -> csrf.spa().csrfTokenRepository(csrfTokens));
        http.addFilterBefore(new RefuseForeignOrigins(web.publicUrl()), CsrfFilter.class);
        http.addFilterBefore(new Recognise(identities::bySession, contexts), AnonymousAuthenticationFilter.class);
        return guarded(http, gate, web);
    }

    @Bean
    @Order(3)
    SecurityFilterChain pages(HttpSecurity http) {
        bare(http);
        http.csrf(csrf -> csrf.disable());
        http.authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(request ->
                        request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))
                .permitAll()
                .anyRequest()
                .denyAll());
        return http.build();
    }

    private SecurityFilterChain guarded(HttpSecurity http, Gate gate, WebProperties web) {
        bare(http);
        http.securityContext(context -> context.securityContextRepository(contexts));
        http.addFilterBefore(new GuardTheWire(web.allowInsecure()), SecurityContextHolderFilter.class);
        http.exceptionHandling(errors -> errors.authenticationEntryPoint(gate).accessDeniedHandler(gate));
        http.authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .anyRequest()
                .access(gate));
        return http.build();
    }

    /// Takes away what Spring Security brings for servers that render pages and keep sessions in memory.
    private static void bare(HttpSecurity http) {
        http.headers(headers -> headers.disable())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .formLogin(form -> form.disable())
                .httpBasic(basic -> basic.disable());
    }

    /// Its presence keeps Boot from inventing a user and printing a password for it.
    @Bean
    AuthenticationManager noOtherWayIn() {
        return authentication -> {
            throw new ProviderNotFoundException("Sessions and tokens are the only ways in");
        };
    }
}
