package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// The addresses of attachments, which work for about two hours after they were shown.
/// Source: airtable.com/developers/web/api/field-model, "Attachments".
final class AttachmentFiles {

    private static final Duration LIFE = Duration.ofHours(2);

    private AttachmentFiles() {}

    static String url(Base base, Attachment attachment) {
        long until = base.now().plus(LIFE).toEpochMilli();
        return base.origin.get() + "/files/" + base.id() + "/" + attachment.id() + "/" + until + "/"
                + URLEncoder.encode(attachment.filename(), StandardCharsets.UTF_8)
                        .replace("+", "%20");
    }

    /// What such an address answers in the lab, below `/airtable/files`.
    static Reply reply(Base base, String attachment, String until, Call call) {
        Attachment file = base.attachments.get(attachment);
        boolean over = !until.matches("\\d{1,15}") || base.now().isAfter(Instant.ofEpochMilli(Long.parseLong(until)));
        if (file == null || over || !call.method().equals("GET")) {
            return Reply.page(410);
        }
        return Reply.of(200, file.type(), "The lab holds no file, only that there is one: " + file.filename() + "\n");
    }
}
