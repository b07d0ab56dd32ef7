package dev.tallystick.connection;

import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.TableRef;
import dev.tallystick.storage.Transactions;
import dev.tallystick.table.Field;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Shows what a connection leads to, for somebody who sets up a sync: its tables, and the fields of each.
@RestController
@RequestMapping("/api/v1/connections/{name}/tables")
class TableController {
    private final Transactions transactions;
    private final ConnectionStore store;
    private final ReadTables read;

    TableController(Transactions transactions, ConnectionStore store, ReadTables read) {
        this.transactions = transactions;
        this.store = store;
        this.read = read;
    }

    /// @param readOnly its system computes it, so a sync only reads it
    /// @param required its system refuses a row without it
    record FieldView(String id, String name, String type, boolean readOnly, boolean required) {
        static FieldView of(Field field) {
            return new FieldView(field.id(), field.name(), field.type().word(), field.readOnly(), field.required());
        }
    }

    @GetMapping
    Page<String> tables(Identity identity, @PathVariable String name) {
        known(identity, name);
        return new Page<>(read.tables(identity.workspace(), name), null);
    }

    /// @param options what a sync would say of the table beside its name, such as where its header stands
    @GetMapping("/{table}/fields")
    Page<FieldView> fields(
            Identity identity,
            @PathVariable String name,
            @PathVariable String table,
            @RequestParam Map<String, String> options) {
        known(identity, name);
        var ref = new TableRef(table, new SettingValues(new LinkedHashMap<String, Object>(options)));
        return new Page<>(
                read.fields(identity.workspace(), name, ref).shape().schema().fields().stream()
                        .map(FieldView::of)
                        .toList(),
                null);
    }

    private void known(Identity identity, String name) {
        if (transactions
                .in(identity.workspace(), jdbc -> store.find(jdbc, identity.workspace(), name))
                .isEmpty()) {
            throw Refusal.notFound("There is no connection '" + name + "'.");
        }
    }
}
