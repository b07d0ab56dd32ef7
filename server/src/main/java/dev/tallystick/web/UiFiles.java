package dev.tallystick.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.StreamUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;
import org.springframework.web.servlet.resource.ResourceTransformer;
import org.springframework.web.servlet.resource.ResourceTransformerChain;
import org.springframework.web.servlet.resource.TransformedResource;

/// Serves the built UI from the jar. An address that is no file and no part of the API is a page of the UI, and
/// every page is `index.html`.
final class UiFiles implements WebMvcConfigurer {
    private static final String PLACEHOLDER = "__STYLE_NONCE__";
    private static final String INDEX = "index.html";

    private final String root;

    UiFiles(String root) {
        this.root = root;
    }

    static boolean isApi(String path) {
        return path.startsWith("/api/") || path.startsWith("/v3/") || path.startsWith("/actuator");
    }

    static boolean isAsset(String path) {
        return path.startsWith("/assets/");
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(root + "assets/")
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        // No Last-Modified here: "not modified" would pair an old page with a new nonce.
        registry.addResourceHandler("/**")
                .addResourceLocations(root)
                .setUseLastModified(false)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(false)
                .addResolver(new PageOrFile(root))
                .addTransformer(new PutNonce());
    }

    private static final class PageOrFile extends PathResourceResolver {
        private final Resource index;

        PageOrFile(String root) {
            this.index = new ClassPathResource(root.substring("classpath:".length()) + INDEX);
        }

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            @Nullable Resource file = super.getResource(path, location);
            if (file != null) {
                return file;
            }
            return isPage(path) && index.exists() ? index : null;
        }

        private static boolean isPage(String path) {
            String lastSegment = path.substring(path.lastIndexOf('/') + 1);
            return !isApi("/" + path) && !path.equals("api") && !lastSegment.contains(".");
        }
    }

    private static final class PutNonce implements ResourceTransformer {
        @Override
        public Resource transform(HttpServletRequest request, Resource resource, ResourceTransformerChain chain)
                throws IOException {
            if (!INDEX.equals(resource.getFilename())
                    || !(request.getAttribute(SecurityHeaders.STYLE_NONCE) instanceof String nonce)) {
                return resource;
            }
            String page = StreamUtils.copyToString(resource.getInputStream(), StandardCharsets.UTF_8);
            return new TransformedResource(
                    resource, page.replace(PLACEHOLDER, nonce).getBytes(StandardCharsets.UTF_8));
        }
    }
}
