package dev.tallystick;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/// What must never happen in a browser that shows other people's text: a dialog, a script of theirs, a thing that the
/// page's policy had to stop, a request to somebody else, a complaint in the console.
final class Watch {
    /// What hostile text calls, to be heard when it runs.
    static final String CANARY = "tallystickCanary";

    /// Elements that only somebody's text can have put there. Ours have their handlers from scripts, never as text.
    private static final String PLANTED = """
            () => [...document.querySelectorAll('*')]
                .filter(element => element.getAttributeNames().some(name => name.startsWith('on'))
                    || /^\\s*(javascript|data|vbscript):/i.test(element.getAttribute('href') ?? '')
                    || (element.localName === 'script' && new URL(element.src, location).origin !== location.origin)
                    || (element.localName === 'script' && !element.src)
                    || ['iframe', 'object', 'embed', 'base', 'math', 'marquee', 'video', 'audio'].includes(element.localName))
                .map(element => element.outerHTML.slice(0, 200))
            """;

    private final List<String> heard = new ArrayList<>();

    private Watch() {}

    /// @param address of the one server that the pages may ask
    static Watch over(BrowserContext context, String address) {
        var watch = new Watch();
        context.onDialog(dialog -> {
            watch.heard.add("a dialog: " + dialog.message());
            dialog.dismiss();
        });
        context.exposeBinding(CANARY, (source, told) -> watch.heard.add("it ran: " + List.of(told)));
        context.addInitScript(
                "document.addEventListener('securitypolicyviolation', stopped => " + CANARY
                        + "('stopped by the policy: ' + stopped.violatedDirective + ' ' + stopped.blockedURI + ' ' + stopped.sample))");
        context.onRequest(request -> {
            if (!request.url().startsWith(address) && !request.url().startsWith("data:image/")) {
                watch.heard.add("a request to " + request.url());
            }
        });
        return watch;
    }

    /// What has happened up to now, with what stands in this page.
    List<String> heard(Page page) {
        var all = new ArrayList<>(heard);
        if (page.evaluate(PLANTED) instanceof List<?> planted) {
            planted.forEach(element -> all.add("planted: " + element));
        }
        return all;
    }
}
