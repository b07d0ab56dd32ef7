package dev.tallystick.connection;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.StdSerializer;

/// A password, key or token of a connection. It does not print, compare or serialise itself: what it holds comes out
/// by [#reveal] alone, and that word is easy to look for.
@JsonSerialize(using = Secret.Refuse.class)
public final class Secret {
    private final String content;

    public Secret(String content) {
        this.content = content;
    }

    public String reveal() {
        return content;
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }

    static final class Refuse extends StdSerializer<Secret> {
        Refuse() {
            super(Secret.class);
        }

        @Override
        public void serialize(Secret secret, JsonGenerator generator, SerializationContext context) {
            context.reportMappingProblem("A secret is never written as JSON");
        }
    }
}
