package dev.tallystick.lab;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A shop: `/shop/v2/products` and `/shop/v2/orders`, cursor and `has_more` in the body, key in `X-Shop-Key`, money as
/// text, times as epoch seconds, orders with their lines and customer inside.
public final class ShopApi implements Api {

    private static final String KEY = "lab-shop-key";
    private static final List<String> THINGS =
            List.of("Mat", "Towel", "Candle", "Tea", "Balm", "Roller", "Block", "Strap");
    private static final List<String> COLOURS = List.of("sage", "clay", "ink", "sand", "crème");

    private final LabTable products;
    private final LabTable orders;

    ShopApi(long seed, long productRows, long orderRows, Clock clock) {
        products = new LabTable(
                "products", "id", "updated", new ListRecipe("prod_", seed + 2, productRows, ShopApi::product), clock);
        orders = new LabTable(
                "orders",
                "id",
                "updated",
                new ListRecipe("ord_", seed + 3, orderRows, (random, index) -> order(random, index, productRows)),
                clock);
    }

    public LabTable products() {
        return products;
    }

    public LabTable orders() {
        return orders;
    }

    public String key() {
        return KEY;
    }

    @Override
    public List<LabTable> tables() {
        return List.of(products, orders);
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith("/shop/");
    }

    @Override
    public Reply handle(Call call) {
        if (!call.header("x-shop-key").orElse("").equals(KEY)) {
            return Reply.of(
                    403, "application/json", "{\"error\":{\"code\":\"invalid_key\",\"message\":\"Invalid API key\"}}");
        }
        LabTable table = switch (call.path()) {
            case "/shop/v2/products" -> products;
            case "/shop/v2/orders" -> orders;
            default -> null;
        };
        if (table == null) {
            return Reply.of(
                    404, "application/json", "{\"error\":{\"code\":\"not_found\",\"message\":\"No such resource\"}}");
        }
        Paging.Page page = Paging.byCursor(call, table, call.number("limit", 25, 1, 250));
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put(
                table.name(), page.rows().stream().map(row -> shown(table, row)).toList());
        body.put("has_more", page.more());
        body.put("next_cursor", page.cursor());
        return Reply.json(body);
    }

    private static Map<String, @Nullable Object> shown(LabTable table, LabTable.Row row) {
        Map<String, @Nullable Object> shown =
                Paging.shown(table, row, row.updatedAt().getEpochSecond());
        shown.put("deleted", row.deletedAt() != null);
        return shown;
    }

    private static Map<String, @Nullable Object> product(SplittableRandom random, long index) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("sku", "T-%06d".formatted(index + 1));
        row.put("title", Spread.one(random, THINGS) + ", " + Spread.one(random, COLOURS));
        row.put("price", money(random));
        row.put("currency", "EUR");
        row.put("stock", random.nextInt(10) == 0 ? null : random.nextInt(500));
        row.put("tags", random.nextBoolean() ? List.of("new", "gift") : List.of());
        row.put("dimensions", Map.of("weight_g", 50 + random.nextInt(2000)));
        return row;
    }

    private static Map<String, @Nullable Object> order(SplittableRandom random, long index, long productRows) {
        List<Map<String, @Nullable Object>> lines = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("product_id", "prod_" + (1 + random.nextLong(Math.max(1, productRows))));
            line.put("quantity", 1 + random.nextInt(4));
            line.put("unit_price", money(random));
            lines.add(line);
        }
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("number", 10_000 + index);
        row.put("customer", Map.of("email", "buyer" + index % 97 + "@mail.example"));
        row.put("lines", lines);
        row.put("state", Spread.one(random, List.of("open", "paid", "shipped", "refunded")));
        return row;
    }

    private static String money(SplittableRandom random) {
        return BigDecimal.valueOf(199 + random.nextInt(20_000), 2).toPlainString();
    }
}
