package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Tuple;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A field of a manifest that is computed when needed: a template with what it can see, or a plain value.
///
/// The rendered text is typed by [Literals]. Two oddities of the reference are kept, since manifests count on them: an
/// operation on wrong types gives the template's own text, and an empty result is asked of the default.
public final class Expression {
    private static final Set<Object> FALSE_TEXTS = Set.of("False", "false", "{}", "[]", "()", "", "0", "0.0");

    private final Object source;
    private final @Nullable Template template;
    private final Map<String, Object> standing;
    private final Clock clock;
    private final @Nullable Object constant;

    /// @param source a template's text, or any other value, which stands for itself
    /// @param standing what it always sees: `config` and `parameters`
    public Expression(Object source, Map<String, Object> standing, Clock clock) {
        this.source = source;
        this.standing = standing;
        this.clock = clock;
        this.template = source instanceof String text ? Template.parse(text) : null;
        this.constant = template == null
                ? source
                : template.isConstant() ? typed(template.render(Map.of(), clock), any -> true) : null;
    }

    /// The value, typed. An undefined value fails, an empty text stays one.
    public Object value(Map<String, Object> variables) {
        if (constant != null) {
            return constant;
        }
        return evaluate(variables, any -> true, true);
    }

    /// The value as text.
    public String text(Map<String, Object> variables) {
        return PythonText.of(value(variables));
    }

    public String text() {
        return text(Map.of());
    }

    /// The value where it has one of the wanted types, else the text; an empty or undefined one is [None].
    public Object valueOrNone(Map<String, Object> variables, Predicate<Object> wanted) {
        if (template == null) {
            return source;
        }
        return evaluate(variables, wanted, false);
    }

    /// The value where it has the wanted type, else the text; undefined fails.
    public Object value(Map<String, Object> variables, Predicate<Object> wanted) {
        return template == null ? source : evaluate(variables, wanted, true);
    }

    /// As a condition. Everything is true that does not spell a falsehood, even nothing; but an empty text is false.
    public boolean truth(Map<String, Object> variables) {
        if (source instanceof Boolean truth) {
            return truth;
        }
        if (template == null) {
            return !isFalse(source);
        }
        refuseRemoved(template);
        String text;
        try {
            text = template.render(context(variables), clock);
        } catch (TemplateException e) {
            if (e.kind() == TemplateException.Kind.UNDEFINED) {
                return false;
            }
            if (e.kind() != TemplateException.Kind.TYPE) {
                throw e;
            }
            text = template.source();
        }
        return !text.isEmpty() && !isFalse(typed(text, any -> true));
    }

    /// As [#truth], but an operation on wrong types fails instead of being true.
    public boolean strictTruth(Map<String, Object> variables) {
        if (source instanceof Boolean truth) {
            return truth;
        }
        var text = strictText(variables);
        return text.isPresent() && !text.get().isEmpty() && !isFalse(typed(text.get(), any -> true));
    }

    /// As [#value], but an operation on wrong types fails, and what is undefined or empty is [None].
    public Object strictValue(Map<String, Object> variables) {
        if (template == null) {
            return source;
        }
        return strictText(variables)
                .filter(text -> !text.isEmpty())
                .map(text -> typed(text, any -> true))
                .orElse(None.NONE);
    }

    private Optional<String> strictText(Map<String, Object> variables) {
        if (template == null) {
            return Optional.of(PythonText.of(source));
        }
        refuseRemoved(template);
        try {
            return Optional.of(template.render(context(variables), clock));
        } catch (TemplateException e) {
            if (e.kind() == TemplateException.Kind.UNDEFINED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isFalse(Object value) {
        return switch (value) {
            case String text -> FALSE_TEXTS.contains(text);
            case Boolean truth -> !truth;
            case Map<?, ?> map -> map.isEmpty();
            case Tuple(List<Object> items) -> items.isEmpty();
            case Collection<?> items -> items.isEmpty();
            default -> Numbers.isNumber(value) && Numbers.real(value) == 0;
        };
    }

    private Object evaluate(Map<String, Object> variables, Predicate<Object> wanted, boolean itselfByDefault) {
        var parsed = template;
        if (parsed == null) {
            return source;
        }
        refuseRemoved(parsed);
        String text;
        try {
            text = parsed.render(context(variables), clock);
        } catch (TemplateException e) {
            if (e.kind() == TemplateException.Kind.TYPE) {
                text = parsed.source();
            } else if (e.kind() == TemplateException.Kind.UNDEFINED && !itselfByDefault) {
                return None.NONE;
            } else {
                throw e;
            }
        }
        if (text.isEmpty()) {
            return itselfByDefault ? "" : None.NONE;
        }
        return typed(text, wanted);
    }

    private static void refuseRemoved(Template template) {
        if (template.source().contains("stream_state")) {
            throw new TemplateException(
                    TemplateException.Kind.UNDECLARED, "'stream_state' is no longer part of the language");
        }
    }

    private static Object typed(String text, Predicate<Object> wanted) {
        return Literals.parse(text).filter(wanted).orElse(text);
    }

    private Map<String, Object> context(Map<String, Object> variables) {
        Map<String, Object> context = new HashMap<>(standing);
        context.putAll(variables);
        Object slice = variables.get("stream_slice");
        if (slice != null) {
            context.put("stream_interval", slice);
            context.put("stream_partition", slice);
        }
        return context;
    }

    @Override
    public String toString() {
        return PythonText.of(source);
    }
}
