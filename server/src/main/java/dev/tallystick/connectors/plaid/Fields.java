package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.Source;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The values of one object of Plaid, read one by one; what cannot be read is named.
final class Fields {
    private static final int LONGEST_SHOWN = 40;

    private final JsonNode object;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private Optional<String> odd = Optional.empty();

    Fields(JsonNode object) {
        this.object = object;
    }

    Fields put(String field, String text) {
        values.put(field, Value.text(text));
        return this;
    }

    Fields text(String... names) {
        for (var name : names) {
            text(name, name);
        }
        return this;
    }

    Fields text(String field, String path) {
        var node = at(path);
        if (node.isString()) {
            values.put(field, Value.text(node.stringValue()));
        } else {
            odd(field, node, "text");
        }
        return this;
    }

    /// The digits as they were sent.
    Fields decimal(String field, String path) {
        var node = at(path);
        if (node.isNumber()) {
            values.put(field, new Value.Decimal(node.decimalValue()));
        } else {
            odd(field, node, "a number");
        }
        return this;
    }

    Fields truth(String field) {
        var node = at(field);
        if (node.isBoolean()) {
            values.put(field, new Value.Bool(node.booleanValue()));
        } else {
            odd(field, node, "true or false");
        }
        return this;
    }

    Fields date(String... names) {
        for (var name : names) {
            var node = at(name);
            try {
                if (node.isString()) {
                    values.put(name, new Value.Date(LocalDate.parse(node.stringValue())));
                    continue;
                }
            } catch (DateTimeException _) {
                // Said below.
            }
            odd(name, node, "a day");
        }
        return this;
    }

    Fields instant(String... names) {
        for (var name : names) {
            var node = at(name);
            try {
                if (node.isString()) {
                    values.put(
                            name,
                            new Value.Timestamp(
                                    OffsetDateTime.parse(node.stringValue()).toInstant()));
                    continue;
                }
            } catch (DateTimeException _) {
                // Said below.
            }
            odd(name, node, "a time");
        }
        return this;
    }

    /// The official code, else the unofficial one, as of a crypto currency; and both as they are.
    Fields currency(String path) {
        text("iso_currency_code", path + "iso_currency_code");
        text("unofficial_currency_code", path + "unofficial_currency_code");
        var currency = values.getOrDefault(
                "iso_currency_code", values.getOrDefault("unofficial_currency_code", Value.empty()));
        if (!currency.isEmpty()) {
            values.put("currency", currency);
        }
        return this;
    }

    /// Without these the row means nothing.
    Fields needs(String... names) {
        for (var name : names) {
            if (odd.isEmpty() && !values.containsKey(name)) {
                odd = Optional.of("It has no '" + name + "'.");
            }
        }
        return this;
    }

    private JsonNode at(String path) {
        return object.at("/" + path);
    }

    private void odd(String field, JsonNode node, String wanted) {
        if (odd.isEmpty() && !node.isMissingNode() && !node.isNull()) {
            var text = node.toString();
            odd = Optional.of("Its '" + field + "' is "
                    + (text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text)
                    + " where " + wanted + " should be.");
        }
    }

    /// As a row, or as what cannot be one.
    void addTo(String idField, String where, List<Row> rows, List<Source.Unreadable> unreadable) {
        var id = object.path(idField).asString("");
        if (id.isBlank()) {
            unreadable.add(new Source.Unreadable(where, "It has no '" + idField + "'."));
        } else if (odd.isPresent()) {
            unreadable.add(new Source.Unreadable(where + ", " + id, odd.get(), id));
        } else {
            rows.add(new Row(id, values));
        }
    }
}
