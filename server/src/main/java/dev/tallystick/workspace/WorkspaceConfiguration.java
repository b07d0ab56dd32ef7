package dev.tallystick.workspace;

import dev.tallystick.storage.StorageProperties;
import dev.tallystick.storage.Transactions;
import dev.tallystick.web.WebProperties;
import java.time.Clock;
import java.util.List;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/// The beans of this package.
@Configuration(proxyBeanMethods = false)
class WorkspaceConfiguration {
    static {
        // It is no parameter that a caller could give.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Identity.class);
    }

    @Bean
    HashPassword hashPassword() {
        return new HashPassword();
    }

    @Bean
    Throttle throttle(Transactions transactions, Clock clock) {
        return new Throttle(transactions, clock);
    }

    @Bean
    AuditTrail auditTrail(Transactions transactions, AuditKey key, Clock clock) {
        return new AuditTrail(transactions, key, clock);
    }

    @Bean
    AnswerOnce answerOnce(Transactions transactions, JsonMapper json, Clock clock) {
        return new AnswerOnce(transactions, json, clock);
    }

    @Bean
    SignIn signIn(
            Transactions transactions, HashPassword hashPassword, Throttle throttle, AuditTrail trail, Clock clock) {
        return new SignIn(transactions, hashPassword, throttle, trail, clock);
    }

    @Bean
    FirstAdmin firstAdmin(
            Transactions transactions, HashPassword hashPassword, SignIn signIn, AuditTrail trail, Clock clock) {
        return new FirstAdmin(transactions, hashPassword, signIn, trail, clock);
    }

    @Bean
    EmbedTokens embedTokens(Transactions transactions, AuditTrail trail, Clock clock) {
        return new EmbedTokens(transactions, trail, clock);
    }

    @Bean
    Identities identities(Transactions transactions, EmbedTokens embeds, Clock clock) {
        return new Identities(transactions, embeds, clock);
    }

    @Bean
    Gate gate(Transactions transactions, Throttle throttle, AuditTrail trail) {
        return new Gate(transactions, throttle, trail);
    }

    @Bean
    People people(
            Transactions transactions, HashPassword hashPassword, Throttle throttle, AuditTrail trail, Clock clock) {
        return new People(transactions, hashPassword, throttle, trail, clock);
    }

    @Bean
    Invitations invitations(
            Transactions transactions,
            HashPassword hashPassword,
            Throttle throttle,
            SignIn signIn,
            AuditTrail trail,
            Clock clock) {
        return new Invitations(transactions, hashPassword, throttle, signIn, trail, clock);
    }

    @Bean
    MySessions mySessions(Transactions transactions, AuditTrail trail, Clock clock) {
        return new MySessions(transactions, trail, clock);
    }

    @Bean
    ApiTokens apiTokens(Transactions transactions, AuditTrail trail, Clock clock) {
        return new ApiTokens(transactions, trail, clock);
    }

    @Bean
    Workspaces workspaces(Transactions transactions, AuditTrail trail, Clock clock) {
        return new Workspaces(transactions, trail, clock);
    }

    @Bean
    DemoSignIn demoSignIn(Transactions transactions, AuditTrail trail, Clock clock) {
        return new DemoSignIn(transactions, trail, clock);
    }

    @Bean
    OpenTheHouse openTheHouse(
            Transactions transactions,
            AuditTrail trail,
            ApiTokens apiTokens,
            StorageProperties storage,
            WebProperties web,
            Environment environment,
            Clock clock) {
        var files = new StartFiles(storage);
        return new OpenTheHouse(
                transactions,
                trail,
                new AdminTokenFile(transactions, apiTokens, files, clock),
                new FirstStart(transactions, files, clock),
                files,
                web,
                environment,
                clock);
    }

    @Bean
    WebMvcConfigurer identityParameters() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new FillInIdentity());
            }
        };
    }
}
