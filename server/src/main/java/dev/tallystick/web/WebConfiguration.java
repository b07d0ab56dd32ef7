package dev.tallystick.web;

import jakarta.servlet.Filter;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.customizers.ParameterCustomizer;
import org.springframework.beans.factory.annotation.Value;
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
    /// Tests have a page of their own.
    @Bean
    UiFiles uiFiles(@Value("${tallystick.web.ui:classpath:/static/}") String root) {
        return new UiFiles(root);
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

    /// Around the gate, which asks the database who somebody is.
    @Bean
    FilterRegistrationBean<AnswerWhileAway> answerWhileAway() {
        return first(new AnswerWhileAway(), 3);
    }

    @Bean
    FilterRegistrationBean<CutOff> cutOff() {
        return first(new CutOff(), 4);
    }

    @Bean
    DescribeRecords describeRecords() {
        return new DescribeRecords();
    }

    @Bean
    OpenApiCustomizer describeTheApi() {
        return DescribeApi.whole();
    }

    @Bean
    OperationCustomizer describeOperations() {
        return DescribeApi.operation();
    }

    @Bean
    ParameterCustomizer describeParameters() {
        return DescribeApi.parameter();
    }

    private static <F extends Filter> FilterRegistrationBean<F> first(F filter, int place) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
        return registration;
    }

    /// Tomcat would refuse TRACE itself, with an answer that lacks our headers.
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> leaveAnswersToUs() {
        return factory -> {
            factory.addConnectorCustomizers(connector -> connector.setAllowTrace(true));
            factory.addContextCustomizers(
                    context -> context.getParent().getPipeline().addValve(new AnswerForTomcat()));
        };
    }
}
