package dev.tallystick.history;

import dev.tallystick.workspace.Identity;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// The live stream: one for each browser, of what changes in its workspace, resumable by the id of the last event seen.
@RestController
class EventController {
    private final LiveEvents live;

    EventController(LiveEvents live) {
        this.live = live;
    }

    @GetMapping(path = "/api/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(Identity identity, @RequestHeader(name = "Last-Event-ID", required = false) @Nullable Long last) {
        return live.open(identity, last);
    }
}
