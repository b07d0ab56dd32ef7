package dev.tallystick.web;

import jakarta.servlet.Filter;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// The beans of this package.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebProperties.class)
class WebConfiguration {
    @Bean
    UiFiles uiFiles() {
        return new UiFiles("classpath:/static/");
    }

    @Bean
    FilterRegistrationBean<BelieveProxy> believeProxy(WebProperties properties) {
        return first(new BelieveProxy(properties.trustedProxies()), 0);
    }

    @Bean
    FilterRegistrationBean<SecurityHeaders> securityHeaders() {
        return first(new SecurityHeaders(), 1);
    }

    @Bean
    FilterRegistrationBean<LimitBody> limitBody() {
        return first(new LimitBody(), 2);
    }

    private static <F extends Filter> FilterRegistrationBean<F> first(F filter, int place) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
        return registration;
    }

    /// Tomcat would refuse TRACE itself, with an answer that lacks our headers.
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> leaveTraceToUs() {
        return factory -> factory.addConnectorCustomizers(connector -> connector.setAllowTrace(true));
    }
}
